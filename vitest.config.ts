import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: {
    // One realm: vitest would otherwise load graphql as a module besides the libraries' own copy.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
