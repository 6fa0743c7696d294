import { join } from 'node:path'
import { Pool } from 'pg'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findServers, getServerPid, makeDataDirectory, query, recordLog, start, until } from './fixtures.ts'

const answers = (url: string) =>
  query(url, 'select').then(
    () => true,
    () => false,
  )

const claims = `select l.granted from pg_locks l join pg_stat_activity a using (pid)
  where l.locktype = 'advisory' and a.application_name = 'teppan supervisor'`

describe('the supervisor of the embedded PostgreSQL', { timeout: 60_000 }, () => {
  it('starts a killed server again under the same URL, with every acknowledged row', async () => {
    const dataDirectory = await makeDataDirectory()
    const log = recordLog()
    const { ownerUrl, adminUrl } = await start(dataDirectory, { log })
    const pool = new Pool({ connectionString: ownerUrl })
    pool.on('error', () => undefined)
    onTestFinished(() => pool.end())
    await pool.query('create table plates (id integer)')
    for (const round of [1, 2]) {
      await pool.query('insert into plates values ($1)', [round])
      const pid = await getServerPid(dataDirectory)
      process.kill(pid, 'SIGKILL')
      await until(async () => (await findServers(join(dataDirectory, 'postgres'))).every((found) => found !== pid))
      await until(() => answers(ownerUrl))
      expect(log.entries).toContainEqual({
        level: 'error',
        fields: { pid, reason: 'SIGKILL' },
        message: 'PostgreSQL ended by itself; it is started again',
      })
    }
    expect((await pool.query('select id from plates order by id')).rows).toEqual([{ id: 1 }, { id: 2 }])
    expect(await findServers(join(dataDirectory, 'postgres'))).toEqual([await getServerPid(dataDirectory)])
    await until(async () => (await query(adminUrl, claims)).length === 1)
  })

  it('starts a server again that somebody else shut down', async () => {
    const dataDirectory = await makeDataDirectory()
    const { ownerUrl } = await start(dataDirectory)
    const pid = await getServerPid(dataDirectory)
    process.kill(pid, 'SIGINT')
    await until(async () => (await findServers(join(dataDirectory, 'postgres'))).every((found) => found !== pid))
    await until(() => answers(ownerUrl))
  })

  it('renews its claim when a crash inside the server ends all sessions', async () => {
    const dataDirectory = await makeDataDirectory()
    const { adminUrl } = await start(dataDirectory)
    const pid = await getServerPid(dataDirectory)
    const [holder] = await query<{ pid: number }>(adminUrl, `select l.pid from pg_locks l where locktype = 'advisory'`)
    process.kill(Number(holder?.pid), 'SIGKILL')
    const renewed = `select l.pid from pg_locks l where l.locktype = 'advisory' and l.pid <> $1`
    await until(() =>
      query(adminUrl, renewed, [holder?.pid]).then(
        (rows) => rows.length === 1,
        () => false,
      ),
    )
    expect(await getServerPid(dataDirectory)).toBe(pid)
  })

  it('can be stopped while it is bringing a server back', async () => {
    const dataDirectory = await makeDataDirectory()
    const { promise: stopped, resolve } = Promise.withResolvers<void>()
    const log = { ...recordLog(), error: () => resolve(postgres.stop()) }
    const postgres = await start(dataDirectory, { log })
    process.kill(await getServerPid(dataDirectory), 'SIGKILL')
    await stopped
    expect(await findServers(join(dataDirectory, 'postgres'))).toEqual([])
  })
})
