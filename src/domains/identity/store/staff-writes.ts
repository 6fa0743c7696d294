import { constraintName } from '#platform/database/failures.ts'
import type { Presence, UserStatus } from '#platform/database/generated/tables/identity.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { EmailTakenError } from '../model/staff-refusals.ts'

/**
 * Locks the organization's staff until the transaction ends: changes of roles and accounts come one after the other, so
 * that ranks and the last owner are what they are when a change is decided.
 */
export async function lockStaff({ prisma }: Transaction, organizationId: string): Promise<void> {
  await prisma.$queryRaw`SELECT id FROM identity.organizations WHERE id = ${organizationId}::uuid FOR NO KEY UPDATE`
}

const accountColumns = {
  id: true,
  organizationId: true,
  email: true,
  fullName: true,
  status: true,
  presence: true,
  version: true,
} as const

/** Somebody's account; null when the viewer's organizations do not have it. */
export function findAccountById({ prisma }: Transaction, id: string) {
  return prisma.user.findUnique({ where: { id }, select: accountColumns })
}

/** The same, locked until the transaction ends. */
export async function lockAccount(transaction: Transaction, id: string) {
  await transaction.prisma.$queryRaw`SELECT id FROM identity.users WHERE id = ${id}::uuid FOR UPDATE`
  return findAccountById(transaction, id)
}

/** The account with this address, if the viewer's organizations have it. */
export function findAccountByEmail({ prisma }: Transaction, email: string) {
  return prisma.user.findUnique({ where: { email }, select: accountColumns })
}

export interface PendingUserInsert {
  id: string
  organizationId: string
  email: string
  fullName: string
}

export async function insertPendingUser({ prisma }: Transaction, user: PendingUserInsert): Promise<void> {
  await prisma.user
    .create({ data: { ...user, status: 'PENDING_VERIFICATION' }, select: { id: true } })
    .catch((error: unknown) => {
      throw constraintName(error) === 'users_email_key' ? new EmailTakenError() : error
    })
}

export interface AccountChanges {
  fullName?: string
  displayName?: string | null
  phone?: string | null
  avatarUrl?: string | null
  status?: UserStatus
  presence?: Presence
  lastSeenAt?: Date
  passwordHash?: string
  version?: number
}

export async function updateAccount({ prisma }: Transaction, id: string, changes: AccountChanges): Promise<void> {
  await prisma.user.update({ where: { id }, data: changes, select: { id: true } })
}

export interface RoleGiven {
  organizationId: string
  userId: string
  roleId: string
  stationId: string | null
}

export async function insertHeldRole(
  { prisma }: Transaction,
  given: RoleGiven,
  by: { actorId: string | null; at: Date },
): Promise<void> {
  await prisma.userRole.create({
    data: { ...given, assignedById: by.actorId, assignedAt: by.at },
    select: { id: true },
  })
}

export async function deleteHeldRole({ prisma }: Transaction, id: string): Promise<void> {
  await prisma.userRole.delete({ where: { id }, select: { id: true } })
}
