import type { Transaction } from '#platform/database/unit-of-work.ts'

/** Passwords, and the ways to new ones, behind the sign-in door. */
const ownerColumns = { id: true, email: true, fullName: true, status: true, passwordHash: true } as const

export function findPasswordOwner({ prisma }: Transaction, userId: string) {
  return prisma.user.findUniqueOrThrow({ where: { id: userId }, select: ownerColumns })
}

export type PasswordOwner = Awaited<ReturnType<typeof findPasswordOwner>>

/** Whoever signs in with this address; null when nobody does. */
export function findPasswordOwnerByEmail({ prisma }: Transaction, email: string) {
  return prisma.user.findUnique({ where: { email }, select: ownerColumns })
}

/** False when the password has changed since that hash was read. */
export async function replacePassword(
  { prisma }: Transaction,
  userId: string,
  { from, to }: { from: string | null; to: string },
): Promise<boolean> {
  const { count } = await prisma.user.updateMany({
    where: { id: userId, passwordHash: from, status: 'ACTIVE' },
    data: { passwordHash: to },
  })
  return count === 1
}

export interface NewPasswordReset {
  id: string
  userId: string
  tokenHash: Buffer
  createdAt: Date
  expiresAt: Date
}

/** Those of the same user that have run their time make room. */
export async function insertPasswordReset({ prisma }: Transaction, reset: NewPasswordReset): Promise<void> {
  await prisma.passwordReset.deleteMany({ where: { userId: reset.userId, expiresAt: { lte: reset.createdAt } } })
  await prisma.passwordReset.create({
    data: { ...reset, tokenHash: new Uint8Array(reset.tokenHash) },
    select: { id: true },
  })
}

/**
 * The reset with its user, who is locked until the transaction ends: of two ways to a new password that are used at
 * once the second sees what the first has done.
 */
export async function findPasswordReset({ prisma }: Transaction, tokenHash: Buffer) {
  const hash = new Uint8Array(tokenHash)
  await prisma.$queryRaw`
    SELECT id FROM identity.users WHERE id = (
      SELECT user_id FROM identity.password_resets WHERE token_hash = ${hash}) FOR NO KEY UPDATE`
  return prisma.passwordReset.findUnique({ where: { tokenHash: hash }, include: { user: { select: ownerColumns } } })
}

/** Whoever has a new password needs no other. */
export async function closePasswordResets({ prisma }: Transaction, userId: string, at: Date): Promise<void> {
  await prisma.passwordReset.updateMany({ where: { userId, usedAt: null }, data: { usedAt: at } })
}
