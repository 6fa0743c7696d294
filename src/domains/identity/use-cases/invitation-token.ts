import { createHash, randomBytes } from 'node:crypto'

export function hashInvitationToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** 256 random bits: for the mail as text, for the database as their SHA-256. */
export function createInvitationToken(): { token: string; tokenHash: Buffer } {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: hashInvitationToken(token) }
}
