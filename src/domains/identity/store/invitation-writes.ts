import type { Transaction } from '#platform/database/unit-of-work.ts'

export interface InvitationInsert {
  id: string
  organizationId: string
  userId: string
  invitedById: string | null
  tokenHash: Buffer
  createdAt: Date
  expiresAt: Date
}

export async function insertInvitation({ prisma }: Transaction, invitation: InvitationInsert): Promise<void> {
  const tokenHash = new Uint8Array(invitation.tokenHash)
  await prisma.invitation.create({ data: { ...invitation, tokenHash }, select: { id: true } })
}

/** Takes back what the user could still accept. */
export async function closeInvitations({ prisma }: Transaction, userId: string, at: Date): Promise<void> {
  await prisma.invitation.updateMany({
    where: { userId, acceptedAt: null, revokedAt: null },
    data: { revokedAt: at },
  })
}

const columns = {
  id: true,
  organizationId: true,
  userId: true,
  expiresAt: true,
  acceptedAt: true,
  revokedAt: true,
} as const

export function findInvitation({ prisma }: Transaction, id: string) {
  return prisma.invitation.findUnique({ where: { id }, select: columns })
}

/** Behind the sign-in door. */
export function findInvitationByToken({ prisma }: Transaction, tokenHash: Buffer) {
  return prisma.invitation.findUnique({
    where: { tokenHash: new Uint8Array(tokenHash) },
    select: {
      ...columns,
      user: { select: { email: true, memberships: { where: { leftAt: null }, select: { stationId: true } } } },
    },
  })
}

export async function markInvitationSent({ prisma }: Transaction, id: string, sentAt: Date): Promise<void> {
  await prisma.invitation.update({ where: { id }, data: { sentAt }, select: { id: true } })
}

export async function markInvitationAccepted({ prisma }: Transaction, id: string, acceptedAt: Date): Promise<void> {
  await prisma.invitation.update({ where: { id }, data: { acceptedAt }, select: { id: true } })
}

/** The names that an invitation is signed with. */
export async function findInvitationSenders(
  { prisma }: Transaction,
  { organizationId, invitedById }: { organizationId: string; invitedById: string | null },
): Promise<{ organizationName: string; inviterName: string | null }> {
  const organization = await prisma.organization.findUniqueOrThrow({
    where: { id: organizationId },
    select: { name: true },
  })
  const inviter =
    invitedById === null
      ? null
      : await prisma.user.findUnique({ where: { id: invitedById }, select: { fullName: true } })
  return { organizationName: organization.name, inviterName: inviter?.fullName ?? null }
}
