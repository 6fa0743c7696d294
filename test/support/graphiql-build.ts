import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

const REPOSITORY = resolve(import.meta.dirname, '../..')
const SOURCES = join(REPOSITORY, 'tools/graphiql')
const BUILD = join(REPOSITORY, 'build/graphiql')

/** The folder of a GraphiQL built from the present sources; builds it when it is missing or older than they are. */
export async function provideGraphiqlBuild(): Promise<string> {
  const page = join(BUILD, 'index.html')
  if (!existsSync(page) || (await stat(page)).mtimeMs < (await newestChange(SOURCES))) await build()
  return BUILD
}

async function newestChange(directory: string): Promise<number> {
  const names = await readdir(directory)
  const changes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).mtimeMs))
  return Math.max(...changes)
}

async function build(): Promise<void> {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js')
  await promisify(execFile)(process.execPath, [vite, 'build', 'tools/graphiql', '--logLevel', 'error'], {
    cwd: REPOSITORY,
    // Without this the test runner's own NODE_ENV would build React's development version.
    env: { ...process.env, NODE_ENV: 'production' },
  })
}
