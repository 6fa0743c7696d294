#!/usr/bin/env node
// Plain JavaScript, so that a Node that is too old can say so. Everything else is in prepare/.
import module from 'node:module'
import { join } from 'node:path'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > 22 || (major === 22 && minor >= 18)) {
  // This runs before each start: stripping the types of a few files would be most of its time.
  module.enableCompileCache(join(import.meta.dirname, '../build/compile-cache'))
  const { prepare } = await import('./prepare/prepare.ts')
  await prepare(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  })
} else {
  process.stderr.write(
    `Teppan needs Node 22.18 or newer, and this is ${process.version}. \`npm ci\` installs the right one beside the other
packages, but only where install scripts may run. Do one of these:
  npm rebuild node     when the packages were installed with --ignore-scripts
  npm ci               when node_modules is missing or was installed without the development dependencies
  or put Node 22.18 or newer on the PATH
`,
  )
  process.exitCode = 1
}
