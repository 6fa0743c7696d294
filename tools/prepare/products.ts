import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

/** Something that is made from sources of the repository and is not in it. Paths are relative to the root. */
export interface Product {
  name: string
  /** Files and folders. */
  sources: readonly string[]
  /** Of all that is made, what must be there. */
  result: string
  make(): Promise<void>
}

/** What is installed decides as well what comes out. */
const VERSIONS = 'package-lock.json'

/** Needed to run the gateway. */
const databaseAccess: Product = {
  name: 'database access (Prisma Client, table types)',
  sources: ['prisma/schema', 'prisma.config.ts', VERSIONS],
  result: 'src/platform/database/generated/prisma/client.ts',
  async make() {
    const { runPrisma } = await import('#platform/database/prisma-cli.ts')
    await runPrisma(['generate'])
  },
}

export const graphiqlPage: Product = {
  name: 'GraphiQL page',
  sources: ['tools/graphiql', VERSIONS],
  result: 'build/graphiql/index.html',
  make: () => runPackage('vite', 'bin/vite.js', 'build', 'tools/graphiql', '--logLevel', 'error'),
}

/** Needed to test it. */
const typedOperations: Product = {
  name: 'types of the operations of tests and examples',
  sources: ['schema', 'test/operations', 'client/examples', 'codegen.yml', VERSIONS],
  result: 'test/operations/admin/generated/graphql.ts',
  make: () => runPackage('@graphql-codegen/cli', 'esm/bin.js', '--errors-only'),
}

/** The products that each purpose needs. */
export const purposes = {
  /** `npm start`. */
  gateway: [databaseAccess, graphiqlPage],
  /** `npm run generate`: code that other code imports. */
  code: [databaseAccess, typedOperations],
  everything: [databaseAccess, typedOperations, graphiqlPage],
} as const satisfies Record<string, readonly Product[]>

export type Purpose = keyof typeof purposes

async function runPackage(name: string, script: string, ...parameters: string[]): Promise<void> {
  const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
  // A test runner's NODE_ENV would build React's development version into the page.
  const env = { ...process.env, NODE_ENV: 'production' }
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, script), ...parameters], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${name} failed:\n${stdout}${stderr}`)
}
