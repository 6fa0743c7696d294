import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DataDirectoryInUseError } from '#platform/database/embedded/data-directory.ts'
import {
  findServers,
  getServerPid,
  makeDataDirectory,
  query,
  recordLog,
  spawnGateway,
  start,
  until,
} from './fixtures.ts'

/** Kills a gateway that has a server on the data directory, with one row in it. Returns the pid of the orphan. */
async function leaveOrphan(dataDirectory: string): Promise<number> {
  const gateway = await spawnGateway()
  const { adminUrl, refusal } = await gateway.start(dataDirectory)
  expect(refusal).toBeUndefined()
  await query(adminUrl, 'create table plates as select 1 as id')
  const pid = await getServerPid(dataDirectory)
  await gateway.kill()
  expect(await findServers(join(dataDirectory, 'postgres'))).toEqual([pid])
  return pid
}

/** Puts the pid into the file that a server leaves when it is killed. */
async function pretendServer(dataDirectory: string, pid: number): Promise<void> {
  const cluster = join(dataDirectory, 'postgres')
  const path = join(cluster, 'postmaster.pid')
  await writeFile(path, `${pid}\n${cluster}\n1700000000\n5432\n${join(dataDirectory, 'run')}\n\n 1 0\nready   \n`, {
    mode: 0o600,
  })
  const { uid, gid } = await stat(cluster)
  await chown(path, uid, gid)
}

describe('a start of the embedded PostgreSQL', { timeout: 60_000 }, () => {
  it('stops the server that a killed gateway left, and keeps its rows', async () => {
    const dataDirectory = await makeDataDirectory()
    const orphan = await leaveOrphan(dataDirectory)
    const { adminUrl } = await start(dataDirectory)
    expect(await query(adminUrl, 'select id from plates')).toEqual([{ id: 1 }])
    const pid = await getServerPid(dataDirectory)
    expect(pid).not.toBe(orphan)
    expect(await findServers(join(dataDirectory, 'postgres'))).toEqual([pid])
  })

  it('ends a left server that does not answer', async () => {
    const dataDirectory = await makeDataDirectory()
    const orphan = await leaveOrphan(dataDirectory)
    process.kill(orphan, 'SIGSTOP')
    const { adminUrl } = await start(dataDirectory)
    expect(await query(adminUrl, 'select id from plates')).toEqual([{ id: 1 }])
    expect(await findServers(join(dataDirectory, 'postgres'))).toEqual([await getServerPid(dataDirectory)])
  })

  it('takes over where gateway and server were killed at once', async () => {
    const dataDirectory = await makeDataDirectory()
    process.kill(await leaveOrphan(dataDirectory), 'SIGKILL')
    const { adminUrl } = await start(dataDirectory)
    expect(await query(adminUrl, 'select id from plates')).toEqual([{ id: 1 }])
  })

  it('clears away the temporary socket directory of a killed gateway', async () => {
    const deep = join(await makeDataDirectory(), 'x'.repeat(60), 'y'.repeat(60))
    const gateway = await spawnGateway()
    const { gatewayUrl = '' } = await gateway.start(deep)
    await gateway.kill()
    const left = new URL(gatewayUrl).searchParams.get('host') ?? ''
    expect(existsSync(left)).toBe(true)
    await (await start(deep)).stop()
    expect(existsSync(left)).toBe(false)
  })

  it('refuses a data directory that another gateway uses, and leaves that one alone', async () => {
    const dataDirectory = await makeDataDirectory()
    const gateway = await spawnGateway()
    const { adminUrl } = await gateway.start(dataDirectory)
    const refusal = /^another Teppan runs on this data directory \(.*\); stop it or set DATA_DIR to another one$/
    await expect(start(dataDirectory)).rejects.toThrow(DataDirectoryInUseError)
    await expect(start(dataDirectory)).rejects.toThrow(refusal)
    expect(await query(adminUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('refuses it also where the lock file was removed', async () => {
    const dataDirectory = await makeDataDirectory()
    const gateway = await spawnGateway()
    const { adminUrl } = await gateway.start(dataDirectory)
    const pid = await getServerPid(dataDirectory)
    await rm(join(dataDirectory, 'gateway.lock'))
    await expect(start(dataDirectory)).rejects.toThrow(DataDirectoryInUseError)
    expect(await query(adminUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await getServerPid(dataDirectory)).toBe(pid)
  })

  it('is won by one of two at the same instant', async () => {
    const dataDirectory = await makeDataDirectory()
    const gateways = await Promise.all([spawnGateway(), spawnGateway()])
    const outcomes = await Promise.all(gateways.map((gateway) => gateway.start(dataDirectory)))
    const refusals = outcomes.flatMap(({ refusal }) => refusal ?? [])
    expect(refusals).toEqual([expect.stringContaining('another Teppan runs on this data directory')])
    const winner = outcomes.find(({ adminUrl }) => adminUrl)
    expect(await query(winner?.adminUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await findServers(join(dataDirectory, 'postgres'))).toEqual([await getServerPid(dataDirectory)])
  })

  it('does not touch a process that got the pid of the former server', async () => {
    const dataDirectory = await makeDataDirectory()
    await (await start(dataDirectory)).stop()
    const { uid, gid } = await stat(join(dataDirectory, 'postgres'))
    const stranger = spawn('sleep', ['600'], process.getuid?.() === 0 ? { uid, gid } : {})
    onTestFinished(() => void stranger.kill())
    await once(stranger, 'spawn')
    await pretendServer(dataDirectory, Number(stranger.pid))
    const log = recordLog()
    const { adminUrl } = await start(dataDirectory, { log })
    expect(await query(adminUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(log.entries).toContainEqual({
      level: 'warn',
      fields: { pid: stranger.pid, directory: join(dataDirectory, 'postgres') },
      message: 'the pid of the former PostgreSQL server belongs to another process, which stays',
    })
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull()
  })

  it('does not touch a server on another directory that got the pid', async () => {
    const [mine, other] = [await makeDataDirectory(), await makeDataDirectory()]
    await (await start(mine)).stop()
    const neighbour = await start(other)
    const pid = await getServerPid(other)
    await pretendServer(mine, pid)
    const { adminUrl } = await start(mine)
    expect(await query(adminUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await query(neighbour.adminUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await getServerPid(other)).toBe(pid)
  })

  it('gets over a pid file that lost its content', async () => {
    const dataDirectory = await makeDataDirectory()
    await (await start(dataDirectory)).stop()
    await writeFile(join(dataDirectory, 'postgres/postmaster.pid'), '')
    const { adminUrl } = await start(dataDirectory)
    expect(await query(adminUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('begins anew where the first one was killed while it made the cluster', async () => {
    const dataDirectory = await makeDataDirectory()
    const listRemains = async () => {
      const names = await readdir(dataDirectory).catch(() => [])
      return names.filter((name) => name.startsWith('postgres.new-'))
    }
    const gateway = await spawnGateway()
    gateway.start(dataDirectory).catch(() => undefined)
    await until(async () => {
      const [name] = await listRemains()
      return name !== undefined && existsSync(join(dataDirectory, name, 'cluster/base'))
    })
    await gateway.kill()
    expect(existsSync(join(dataDirectory, 'postgres'))).toBe(false)
    const { adminUrl } = await start(dataDirectory)
    expect(await query(adminUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await listRemains()).toEqual([])
  })
})
