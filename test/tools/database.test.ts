import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '#platform/database/embedded/embedded-postgres.ts'
import { createLog } from '#platform/log.ts'
import { makeDataDirectory } from '../platform/database/embedded/fixtures.ts'
import { createTestDatabase } from '../support/database.ts'

interface Run {
  status: number
  stdout: string
  stderr: string
}

const MIGRATIONS = (await readdir('prisma/migrations')).filter((entry) => /^\d{4}_/.test(entry)).sort()

/** `npm run db:<command>`, with these variables and no others of its own. */
function run(command: readonly string[], variables: Record<string, string> = {}): Promise<Run> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...variables }
  return new Promise((resolve) => {
    execFile(process.execPath, ['tools/database.ts', ...command], { env }, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })
}

describe('npm run db:…', { timeout: 60_000 }, () => {
  it('migrates the embedded database of DATA_DIR, and says what is missing before and after', async () => {
    const DATA_DIR = await makeDataDirectory()
    const before = await run(['status'], { DATA_DIR })
    expect(before).toMatchObject({ status: 1, stderr: '' })
    expect(before.stdout).toBe(`The database lacks ${MIGRATIONS.join(', ')}: run npm run db:migrate.\n`)
    expect(await run(['migrate'], { DATA_DIR })).toEqual({
      status: 0,
      stdout: `Applied ${MIGRATIONS.join(', ')}.\n`,
      stderr: '',
    })
    const done = { status: 0, stdout: 'The database has all migrations.\n', stderr: '' }
    expect(await run(['migrate'], { DATA_DIR })).toEqual(done)
    expect(await run(['status'], { DATA_DIR })).toEqual(done)
  })

  it('works on the database of DATABASE_OWNER_URL, and then starts none', async () => {
    const database = await createTestDatabase()
    try {
      const DATA_DIR = await makeDataDirectory()
      expect(await run(['status'], { DATABASE_OWNER_URL: database.ownerUrl, DATA_DIR })).toMatchObject({ status: 0 })
      await expect(readdir(DATA_DIR)).rejects.toThrow('ENOENT')
    } finally {
      await database.drop()
    }
  })

  it('leaves the embedded database alone while something else uses it', async () => {
    const DATA_DIR = await makeDataDirectory()
    const postgres = await startEmbeddedPostgres({ dataDir: DATA_DIR, log: createLog('silent') })
    try {
      const { status, stdout, stderr } = await run(['migrate'], { DATA_DIR })
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
      expect(stderr).toBe(
        `another Teppan runs on this data directory (${DATA_DIR}); stop it or set DATA_DIR to another one\n`,
      )
    } finally {
      await postgres.stop()
    }
  })

  it('does not take the embedded database for the one in DATABASE_URL', async () => {
    const key = Buffer.alloc(32).toString('base64')
    const secrets = { SESSION_KEY: 'a key', MASTER_KEY: key, INDEX_KEY: key, CURSOR_KEY: key, API_KEY_PEPPER: key }
    const { status, stderr } = await run(['migrate'], { DATABASE_URL: 'postgresql://db/teppan', ...secrets })
    expect(status).toBe(1)
    expect(stderr).toBe(
      'DATABASE_URL names a database of your own: set DATABASE_OWNER_URL too, to the role that owns it.\n',
    )
  })

  it('writes no migration where there is nothing to write, and asks for a name', async () => {
    expect(await run(['new', '--name', 'add_nothing'])).toEqual({
      status: 0,
      stdout: 'prisma/schema is where the migrations lead: there is nothing to write.\n',
      stderr: '',
    })
    expect((await readdir('prisma/migrations')).filter((entry) => entry.endsWith('add_nothing'))).toEqual([])
    expect(await run(['new', '--name', join('..', 'outside')])).toMatchObject({ status: 1, stdout: '' })
    expect(await run(['new'])).toMatchObject({ status: 1, stdout: '' })
  })

  it('explains itself where it does not understand, and lists all that is wrong with the environment', async () => {
    expect((await run([])).stderr).toMatch(/^node tools\/database\.ts <command>\n {2}migrate {2,}applies/)
    const { status, stderr } = await run(['status'], { PORT: 'x', LOG_LEVEL: 'loud' })
    expect(status).toBe(1)
    expect(stderr).toMatch(/^The environment is not right:\n {2}PORT: .*\n {2}LOG_LEVEL: .*\nSee \.env\.example\.\n$/)
  })
})
