import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConfiguredSecrets } from '#platform/config.ts'
import { loadSecrets } from '#platform/secrets.ts'

const none: ConfiguredSecrets = {
  sessionKey: undefined,
  previousSessionKey: undefined,
  masterKey: undefined,
  indexKey: undefined,
  cursorKey: undefined,
  apiKeyPepper: undefined,
}

let dataDir: string
const file = () => join(dataDir, 'secrets/gateway.json')
const readStored = async () => JSON.parse(await readFile(file(), 'utf8')) as Record<string, string>

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'teppan-secrets-'))
})

afterEach(() => rm(dataDir, { recursive: true }))

describe('secrets that nobody gives', () => {
  it('are generated once, and found again', async () => {
    const secrets = await loadSecrets(dataDir, none)
    expect(secrets.sessionKey).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
    const keys = [secrets.masterKey, secrets.indexKey, secrets.cursorKey, secrets.apiKeyPepper]
    expect(keys.map(({ length }) => length)).toEqual([32, 32, 32, 32])
    expect(new Set(keys.map(String)).size).toBe(4)
    expect(await loadSecrets(dataDir, none)).toEqual(secrets)
  })

  it('are readable by this user alone', async () => {
    await loadSecrets(dataDir, none)
    expect((await stat(file())).mode & 0o777).toBe(0o600)
    expect((await stat(join(file(), '..'))).mode & 0o777).toBe(0o700)
  })

  it('that an older version did not know are added to those that it has stored', async () => {
    const before = await loadSecrets(dataDir, none)
    const { apiKeyPepper: _, ...older } = await readStored()
    await writeFile(file(), JSON.stringify(older))
    const secrets = await loadSecrets(dataDir, none)
    expect(secrets).toEqual({ ...before, apiKeyPepper: expect.any(Buffer) })
    expect(await loadSecrets(dataDir, none)).toEqual(secrets)
  })

  it('are not replaced when one is missing that was always there: what it protects would be lost', async () => {
    await loadSecrets(dataDir, none)
    const { masterKey: _, ...damaged } = await readStored()
    await writeFile(file(), JSON.stringify(damaged))
    await expect(loadSecrets(dataDir, none)).rejects.toThrow('masterKey')
    expect(await readStored()).toEqual(damaged)
  })
})

describe('secrets of the environment', () => {
  const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')
  const given = {
    sessionKey: 'line one\\nline two',
    previousSessionKey: undefined,
    masterKey: key(1),
    indexKey: key(2),
    cursorKey: key(3),
    apiKeyPepper: key(4),
  }

  it('are taken as they are, and nothing is stored', async () => {
    expect(await loadSecrets(dataDir, given)).toEqual({
      sessionKey: 'line one\nline two',
      previousSessionKey: null,
      masterKey: Buffer.alloc(32, 1),
      indexKey: Buffer.alloc(32, 2),
      cursorKey: Buffer.alloc(32, 3),
      apiKeyPepper: Buffer.alloc(32, 4),
    })
    await expect(stat(file())).rejects.toThrow('ENOENT')
  })

  it('come before those of the data directory', async () => {
    const stored = await loadSecrets(dataDir, none)
    expect(await loadSecrets(dataDir, { ...none, apiKeyPepper: given.apiKeyPepper })).toEqual({
      ...stored,
      apiKeyPepper: Buffer.alloc(32, 4),
    })
  })
})
