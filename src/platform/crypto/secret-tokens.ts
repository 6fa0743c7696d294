import { createHash, randomBytes } from 'node:crypto'

/** As the database has it: whoever reads it there cannot use it. */
export function hashSecretToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** 256 random bits: for its owner as text, for the database as their SHA-256. */
export function createSecretToken(): { token: string; tokenHash: Buffer } {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: hashSecretToken(token) }
}
