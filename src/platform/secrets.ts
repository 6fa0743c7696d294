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
  /** Signs resume cursors; what signs tokens is derived from it. */
  cursorKey: Buffer
  /** Hashes the API keys of partners. */
  apiKeyPepper: Buffer
}

const stored = z.object({
  sessionKey: z.string(),
  masterKey: z.string(),
  indexKey: z.string(),
  cursorKey: z.string(),
  apiKeyPepper: z.string(),
})
type Texts = z.infer<typeof stored>
/** What an older version has stored lacks those that came later. Nothing else may be missing. */
const storedBefore = stored.partial({ apiKeyPepper: true })

/**
 * The secrets of the environment; those it does not give are generated once and kept in the data directory, readable
 * by this user alone. Losing them loses the personal data that they protect.
 */
export async function loadSecrets(dataDir: string, configured: ConfiguredSecrets): Promise<Secrets> {
  const { previousSessionKey, ...generable } = configured
  const given = stored.safeParse(generable)
  const texts = given.success ? given.data : { ...(await generatedSecrets(dataDir)), ...withoutUndefined(generable) }
  return {
    sessionKey: withLineBreaks(texts.sessionKey),
    previousSessionKey: previousSessionKey === undefined ? null : withLineBreaks(previousSessionKey),
    masterKey: Buffer.from(texts.masterKey, 'base64'),
    indexKey: Buffer.from(texts.indexKey, 'base64'),
    cursorKey: Buffer.from(texts.cursorKey, 'base64'),
    apiKeyPepper: Buffer.from(texts.apiKeyPepper, 'base64'),
  }
}

function withLineBreaks(pem: string): string {
  return pem.replaceAll('\\n', '\n')
}

function withoutUndefined(configured: Omit<ConfiguredSecrets, 'previousSessionKey'>): Partial<Texts> {
  return Object.fromEntries(Object.entries(configured).filter(([, value]) => value !== undefined))
}

/** Those of the data directory, completed with what an older version did not know yet. */
async function generatedSecrets(dataDir: string): Promise<Texts> {
  const directory = join(dataDir, 'secrets')
  const file = join(directory, 'gateway.json')
  const existing = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  const known = existing === null ? {} : storedBefore.parse(JSON.parse(existing))
  const whole = stored.safeParse(known)
  if (whole.success) return whole.data
  const secrets = { ...generateSecrets(), ...known }
  // Only the innermost is private: the database server, which may run as another user, passes through the data directory.
  await mkdir(dataDir, { recursive: true })
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}`
  await writeFile(draft, JSON.stringify(secrets), { mode: 0o600, flush: true })
  await rename(draft, file)
  return secrets
}

function generateSecrets(): Texts {
  const key = () => randomBytes(32).toString('base64')
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    sessionKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    masterKey: key(),
    indexKey: key(),
    cursorKey: key(),
    apiKeyPepper: key(),
  }
}
