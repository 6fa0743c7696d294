import { existsSync } from 'node:fs'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Client, Pool } from 'pg'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { EmbeddedPostgres } from '#platform/database/embedded/embedded-postgres.ts'
import { finishAfterAll, makeDataDirectory, query, recordLog, start, until } from './fixtures.ts'

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)

describe('a running embedded PostgreSQL', () => {
  let dataDirectory: string
  let postgres: EmbeddedPostgres
  const finish = finishAfterAll()
  beforeAll(async () => {
    dataDirectory = await makeDataDirectory({ finish })
    postgres = await start(dataDirectory, { finish })
  }, 60_000)

  it('lets nobody else into files, socket and passwords', async () => {
    expect(await modeOf(join(dataDirectory, 'postgres'))).toBe('700')
    expect(await modeOf(join(dataDirectory, 'run'))).toBe('700')
    expect(await modeOf(join(dataDirectory, 'secrets'))).toBe('700')
    expect(await modeOf(join(dataDirectory, 'secrets/postgres.json'))).toBe('600')
    expect(await modeOf(join(dataDirectory, 'gateway.lock'))).toBe('600')
  })

  it('opens by SCRAM only, so not with a wrong password', async () => {
    const { adminUrl, gatewayUrl } = postgres
    const rules = `select distinct auth_method from pg_hba_file_rules`
    expect(await query(adminUrl, rules)).toEqual([{ auth_method: 'scram-sha-256' }])
    const wrong = gatewayUrl.replace(/:[^:@]+@/, ':wrong@')
    await expect(query(wrong, 'select')).rejects.toMatchObject({ code: '28P01' })
    const stored = `select rolname from pg_authid where rolpassword like 'SCRAM-SHA-256$%' order by rolname`
    expect(await query(adminUrl, stored)).toEqual(
      ['postgres', 'teppan_gateway', 'teppan_owner'].map((rolname) => ({ rolname })),
    )
  })

  it('serves a pool and a client by its URL', async () => {
    const { gatewayUrl } = postgres
    const who = 'select current_user as user, current_database() as database'
    const expected = [{ user: 'teppan_gateway', database: 'teppan' }]
    const pool = new Pool({ connectionString: gatewayUrl })
    expect((await pool.query(who)).rows).toEqual(expected)
    await pool.end()
    const client = new Client(gatewayUrl)
    await client.connect()
    expect((await client.query(who)).rows).toEqual(expected)
    await client.end()
  })

  it('sorts by code point and knows letters beyond ASCII', async () => {
    const { ownerUrl } = postgres
    await query(ownerUrl, 'create extension pg_trgm')
    const [row] = await query(
      ownerUrl,
      `select upper('çé') as upper, 'Zoë' < 'Émile' as by_code_point, 'ü' ~ '\\w' as letter,
         word_similarity('müller', 'Herr MÜLLER') as similarity, show_trgm('ü') as trigrams`,
    )
    expect(row).toEqual({ upper: 'ÇÉ', by_code_point: true, letter: true, similarity: 1, trigrams: expect.any(Array) })
    expect(row?.trigrams).toHaveLength(2)
  })
})

describe('the embedded PostgreSQL', { timeout: 60_000 }, () => {
  it('keeps its rows over a restart, under the same URLs', async () => {
    const dataDirectory = await makeDataDirectory()
    const first = await start(dataDirectory)
    await query(first.ownerUrl, 'create table plates as select 1 as id')
    await first.stop()
    await expect(query(first.ownerUrl, 'select')).rejects.toThrow()
    const second = await start(dataDirectory)
    expect({ ...second, stop: undefined }).toEqual({ ...first, stop: undefined })
    expect(await query(second.ownerUrl, 'select id from plates')).toEqual([{ id: 1 }])
  })

  it('runs beside others, because it has no port', async () => {
    const [first, second] = [await start(await makeDataDirectory()), await start(await makeDataDirectory())]
    for (const { adminUrl } of [first, second]) {
      expect(await query(adminUrl, 'show listen_addresses')).toEqual([{ listen_addresses: '' }])
    }
    await query(first.ownerUrl, 'create table only_first ()')
    await expect(query(second.ownerUrl, 'table only_first')).rejects.toMatchObject({ code: '42P01' })
  })

  it('takes the settings it is given, over its own', async () => {
    const settings = { max_connections: '37', 'teppan.kitchen': 'open to all' }
    const { adminUrl } = await start(await makeDataDirectory(), { settings })
    const shown = await query(
      adminUrl,
      `select current_setting('max_connections') as sessions, current_setting('teppan.kitchen') as kitchen,
         current_setting('client_connection_check_interval') as check, current_setting('shared_buffers') as buffers`,
    )
    expect(shown).toEqual([{ sessions: '37', kitchen: 'open to all', check: '2s', buffers: '128MB' }])
  })

  it('puts the socket elsewhere where its path would be too long, and clears it away', async () => {
    const deep = join(await makeDataDirectory(), 'x'.repeat(60), 'y'.repeat(60))
    const postgres = await start(deep)
    const socketDirectory = new URL(postgres.gatewayUrl).searchParams.get('host') ?? ''
    expect(socketDirectory).not.toContain(deep)
    expect(await modeOf(socketDirectory)).toBe('700')
    expect(await query(postgres.gatewayUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await postgres.stop()
    expect(existsSync(socketDirectory)).toBe(false)
    await rm(dirname(deep), { recursive: true })
  })

  it('refuses files whose passwords are lost, and says what to do', async () => {
    const dataDirectory = await makeDataDirectory()
    await (await start(dataDirectory)).stop()
    const secrets = join(dataDirectory, 'secrets/postgres.json')
    const kept = await readFile(secrets)
    await rm(secrets)
    await expect(start(dataDirectory)).rejects.toThrow(/postgres\.json is missing.*put the file back from a backup/)
    expect(existsSync(secrets)).toBe(false)
    await writeFile(secrets, '{"superuser":"only"}')
    await expect(start(dataDirectory)).rejects.toThrow('must hold the strings superuser, owner and gateway')
    await writeFile(secrets, kept)
    expect(await query((await start(dataDirectory)).gatewayUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('stops under running statements, and only once', async () => {
    const postgres = await start(await makeDataDirectory())
    const client = new Client({ connectionString: postgres.adminUrl })
    client.on('error', () => undefined)
    onTestFinished(() => client.end())
    await client.connect()
    const sleeping = expect(client.query('select pg_sleep(60)')).rejects.toMatchObject({ code: '57P01' })
    await Promise.all([postgres.stop(), postgres.stop()])
    await sleeping
  })

  it('keeps what people sent out of its log', async () => {
    const log = recordLog()
    const { ownerUrl } = await start(await makeDataDirectory(), { log })
    await query(ownerUrl, 'create table guests (email text unique)')
    const insert = 'insert into guests values ($1)'
    await query(ownerUrl, insert, ['marker@example.org'])
    await expect(query(ownerUrl, insert, ['marker@example.org'])).rejects.toMatchObject({ code: '23505' })
    await expect(query(ownerUrl, `select 'marker@example.org'::uuid`)).rejects.toMatchObject({ code: '22P02' })
    const said = (message: string) => log.entries.some((entry) => entry.message.startsWith(message))
    await until(async () => said('duplicate key value violates unique constraint "guests_email_key"'))
    await until(async () => said('invalid input syntax for type uuid: "…"'))
    expect(JSON.stringify(log.entries)).not.toContain('marker')
  })
})
