import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { ConfiguredSecrets } from './config.ts'

export interface Secrets {
  /** ES256 private key, PKCS #8 in PEM. Signs access tokens. */
  sessionKey: string
  /** The one before, whose tokens are still good; null when there is none. */
  previousSessionKey: string | null
  /** Wraps the data keys of persons. */
  masterKey: Buffer
  /** Blind indexes. */
  indexKey: Buffer
  /** Signs resume cursors. */
  cursorKey: Buffer
}

const stored = z.object({ sessionKey: z.string(), masterKey: z.string(), indexKey: z.string(), cursorKey: z.string() })

/**
 * The secrets of the environment; those it does not give are generated once and kept in the data directory, readable
 * by this user alone. Losing them loses the personal data that they protect.
 */
export async function loadSecrets(dataDir: string, configured: ConfiguredSecrets): Promise<Secrets> {
  const { previousSessionKey, ...generable } = configured
  const { sessionKey, masterKey, indexKey, cursorKey } = generable
  const texts =
    sessionKey && masterKey && indexKey && cursorKey
      ? { sessionKey, masterKey, indexKey, cursorKey }
      : { ...(await generatedSecrets(dataDir)), ...withoutUndefined(generable) }
  return {
    sessionKey: withLineBreaks(texts.sessionKey),
    previousSessionKey: previousSessionKey === undefined ? null : withLineBreaks(previousSessionKey),
    masterKey: Buffer.from(texts.masterKey, 'base64'),
    indexKey: Buffer.from(texts.indexKey, 'base64'),
    cursorKey: Buffer.from(texts.cursorKey, 'base64'),
  }
}

function withLineBreaks(pem: string): string {
  return pem.replaceAll('\\n', '\n')
}

function withoutUndefined(configured: Omit<ConfiguredSecrets, 'previousSessionKey'>): Partial<z.infer<typeof stored>> {
  return Object.fromEntries(Object.entries(configured).filter(([, value]) => value !== undefined))
}

async function generatedSecrets(dataDir: string): Promise<z.infer<typeof stored>> {
  const directory = join(dataDir, 'secrets')
  const file = join(directory, 'gateway.json')
  const existing = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (existing !== null) return stored.parse(JSON.parse(existing))
  const key = () => randomBytes(32).toString('base64')
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const secrets = {
    sessionKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    masterKey: key(),
    indexKey: key(),
    cursorKey: key(),
  }
  // Only the innermost is private: the database server, which may run as another user, passes through the data directory.
  await mkdir(dataDir, { recursive: true })
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}`
  await writeFile(draft, JSON.stringify(secrets), { mode: 0o600, flush: true })
  await rename(draft, file)
  return secrets
}
