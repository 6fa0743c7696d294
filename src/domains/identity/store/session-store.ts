import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { SessionAudience } from '../model/session-policy.ts'

/** Accounts and sessions. Most of it goes through the sign-in door: nobody is known yet. */
export async function findAccount({ prisma }: Transaction, email: string) {
  return prisma.user.findUnique({
    where: { email },
    select: { id: true, email: true, passwordHash: true, status: true },
  })
}

export interface NewSession {
  id: string
  userId: string
  audience: SessionAudience
  userAgent: string | null
  ip: string | null
  startedAt: Date
  expiresAt: Date
}

/**
 * Opens the session of an active user; of any other it does nothing and returns false, and so it does when the user has
 * not this password any more. The user's row is locked first, so that no session begins while its owner is being
 * suspended or gets another password.
 */
export async function insertSession(
  { prisma }: Transaction,
  session: NewSession,
  passwordHash?: string,
): Promise<boolean> {
  const { startedAt, ...columns } = session
  const { count } = await prisma.user.updateMany({
    where: { id: session.userId, status: 'ACTIVE', ...(passwordHash !== undefined && { passwordHash }) },
    data: { lastLoginAt: startedAt },
  })
  if (count === 0) return false
  await prisma.session.create({ data: { ...columns, createdAt: startedAt, lastUsedAt: startedAt } })
  return true
}

export interface NewRefreshToken {
  sessionId: string
  tokenHash: Buffer
  rotatedFromId: string | null
  createdAt: Date
  expiresAt: Date
}

export async function insertRefreshToken({ prisma }: Transaction, token: NewRefreshToken): Promise<void> {
  await prisma.refreshToken.create({ data: { ...token, tokenHash: new Uint8Array(token.tokenHash) } })
}

/** The token with its session, locked until the transaction ends: two refreshes of one token come one after the other. */
export async function findRefreshToken({ prisma }: Transaction, tokenHash: Buffer) {
  const hash = new Uint8Array(tokenHash)
  await prisma.$queryRaw`SELECT id FROM identity.refresh_tokens WHERE token_hash = ${hash} FOR UPDATE`
  return prisma.refreshToken.findUnique({
    where: { tokenHash: hash },
    include: { session: { include: { user: { select: { email: true, status: true } } } } },
  })
}

export type FoundRefreshToken = NonNullable<Awaited<ReturnType<typeof findRefreshToken>>>

export async function markTokenUsed({ prisma }: Transaction, id: string, usedAt: Date): Promise<void> {
  await prisma.refreshToken.update({ where: { id }, data: { usedAt } })
}

export async function touchSession({ prisma }: Transaction, id: string, lastUsedAt: Date): Promise<void> {
  await prisma.session.update({ where: { id }, data: { lastUsedAt } })
}

/** Ends all sessions of the user that have not ended, but for one that is kept; tells how many. */
export async function revokeSessionsOf(
  { prisma }: Transaction,
  userId: string,
  { at, exceptId = null }: { at: Date; exceptId?: string | null },
): Promise<number> {
  const { count } = await prisma.session.updateMany({
    where: { userId, revokedAt: null, expiresAt: { gt: at }, ...(exceptId !== null && { id: { not: exceptId } }) },
    data: { revokedAt: at },
  })
  return count
}

/** False when the user has no such session that goes on. */
export async function revokeOwnSession(
  { prisma }: Transaction,
  { id, userId, at }: { id: string; userId: string; at: Date },
): Promise<boolean> {
  const { count } = await prisma.session.updateMany({
    where: { id, userId, revokedAt: null, expiresAt: { gt: at } },
    data: { revokedAt: at },
  })
  return count === 1
}

export async function revokeSession(
  { prisma }: Transaction,
  id: string,
  { at, reused }: { at: Date; reused: boolean },
): Promise<void> {
  await prisma.session.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: at, ...(reused && { reuseDetectedAt: at }) },
  })
}
