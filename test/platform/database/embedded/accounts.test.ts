import { chmod, chown, cp, mkdir, mkdtemp, readdir, readlink, realpath, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { completeLibraries, findPlatformPackage, provideBinaries } from '#platform/database/embedded/binaries.ts'
import { getServerPid, isRoot, makeDataDirectory, query, recordLog, spawnGateway, start } from './fixtures.ts'

/** Any unprivileged account; it need not have a name. */
const nobody = { uid: 65_534, gid: 65_534 }

/** A copy of the package, for the test to damage. */
async function copyPackage(mode: number) {
  const original = await findPlatformPackage()
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'embedded-package-')))
  onTestFinished(() => rm(parent, { recursive: true, force: true }))
  await chmod(parent, mode)
  const directory = join(parent, 'package')
  await cp(original.directory, directory, { recursive: true, verbatimSymlinks: true })
  return { parent, copy: { ...original, directory } }
}

describe('the embedded PostgreSQL under root', { timeout: 60_000 }, () => {
  it('runs as an unprivileged user, who owns the files', async ({ skip }) => {
    skip(!isRoot, 'needs root')
    const dataDirectory = await makeDataDirectory()
    await start(dataDirectory)
    const owner = (await stat(join(dataDirectory, 'postgres'))).uid
    expect(owner).not.toBe(0)
    expect((await stat(`/proc/${await getServerPid(dataDirectory)}`)).uid).toBe(owner)
  })

  it('puts its files elsewhere where that user cannot enter the data directory', async ({ skip }) => {
    skip(!isRoot, 'needs root')
    const dataDirectory = await makeDataDirectory({ mode: 0o700 })
    const log = recordLog()
    const first = await start(dataDirectory, { log })
    const cluster = await readlink(join(dataDirectory, 'postgres'))
    expect(cluster).toMatch(/^\/var\/lib\/teppan\/clusters\/[0-9a-f]{16}$/)
    expect((await stat(cluster)).mode & 0o777).toBe(0o700)
    expect(log.entries).toContainEqual(
      expect.objectContaining({
        level: 'info',
        fields: expect.objectContaining({ directory: cluster, dataDirectory }),
      }),
    )
    await query(first.ownerUrl, 'create table plates as select 1 as id')
    await first.stop()
    const second = await start(dataDirectory)
    expect(await readlink(join(dataDirectory, 'postgres'))).toBe(cluster)
    expect(await query(second.ownerUrl, 'select id from plates')).toEqual([{ id: 1 }])
  })

  it('refuses to begin anew where those files elsewhere are gone', async ({ skip }) => {
    skip(!isRoot, 'needs root')
    const dataDirectory = await makeDataDirectory({ mode: 0o700 })
    await (await start(dataDirectory)).stop()
    const cluster = await readlink(join(dataDirectory, 'postgres'))
    await rename(cluster, `${cluster}.away`)
    await expect(start(dataDirectory)).rejects.toThrow(/points to .*, where the database is no more: bring it back/)
    await rename(`${cluster}.away`, cluster)
    expect(await query((await start(dataDirectory)).adminUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('copies the binaries once to where that user can run them', async ({ skip }) => {
    skip(!isRoot, 'needs root')
    const { parent, copy } = await copyPackage(0o700)
    const systemDirectory = await realpath(await mkdtemp(join(tmpdir(), 'embedded-system-')))
    onTestFinished(() => rm(systemDirectory, { recursive: true, force: true }))
    const log = recordLog()
    const binaries = await provideBinaries(copy, nobody, systemDirectory, log)
    expect(binaries.postgres).toBe(join(systemDirectory, `postgres-${copy.version}-${process.arch}/bin/postgres`))
    expect(await provideBinaries(copy, nobody, systemDirectory, log)).toEqual(binaries)
    expect(log.entries).toHaveLength(1)
    expect(await readdir(systemDirectory)).toEqual([`postgres-${copy.version}-${process.arch}`])
    await chmod(parent, 0o755)
    expect((await provideBinaries(copy, nobody, systemDirectory, log)).postgres).toContain(copy.directory)
  })

  it('refuses files that belong to root', async ({ skip }) => {
    skip(!isRoot, 'needs root')
    const dataDirectory = await makeDataDirectory()
    await (await start(dataDirectory)).stop()
    await chown(join(dataDirectory, 'postgres'), 0, 0)
    await expect(start(dataDirectory)).rejects.toThrow('belongs to root, but PostgreSQL does not run as root: chown it')
  })
})

describe('the embedded PostgreSQL without root', { timeout: 60_000 }, () => {
  it('runs as the user of its gateway, before and after root used the same data directory', async ({ skip }) => {
    skip(!isRoot, 'needs root to become another user; all other tests are this case then')
    const dataDirectory = await makeDataDirectory()
    await mkdir(dataDirectory)
    await chown(dataDirectory, nobody.uid, nobody.gid)
    const first = await spawnGateway(nobody)
    expect(await first.start(dataDirectory)).toHaveProperty('adminUrl')
    expect((await stat(`/proc/${await getServerPid(dataDirectory)}`)).uid).toBe(nobody.uid)
    await first.kill()
    const { adminUrl, stop } = await start(dataDirectory)
    expect(await query(adminUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    expect((await stat(`/proc/${await getServerPid(dataDirectory)}`)).uid).toBe(nobody.uid)
    await stop()
  })

  it('refuses files of another user', async ({ skip }) => {
    skip(!isRoot, 'needs root to become another user')
    const dataDirectory = await makeDataDirectory()
    await (await start(dataDirectory)).stop()
    const owner = (await stat(join(dataDirectory, 'postgres'))).uid
    await chown(dataDirectory, nobody.uid, nobody.gid)
    await chown(join(dataDirectory, 'gateway.lock'), nobody.uid, nobody.gid)
    const { refusal } = await (await spawnGateway(nobody)).start(dataDirectory)
    expect(refusal).toContain(
      `belongs to uid ${owner}, but this process runs as uid ${nobody.uid}: run it as that user`,
    )
  })
})

describe('the package with PostgreSQL', { timeout: 60_000 }, () => {
  it('gets the links among its libraries where npm ran no install scripts', async () => {
    const { copy } = await copyPackage(0o755)
    const libraries = join(copy.directory, 'native/lib')
    await rm(join(libraries, 'libicuuc.so.60'))
    await completeLibraries(copy)
    expect(await readlink(join(libraries, 'libicuuc.so.60'))).toBe('libicuuc.so.60.2')
  })
})
