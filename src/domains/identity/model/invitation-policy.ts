/** How long an invitation can be accepted. */
const INVITATION_DAYS = 7

export function invitationEnd(createdAt: Date): Date {
  return new Date(createdAt.getTime() + INVITATION_DAYS * 24 * 60 * 60 * 1000)
}

export interface InvitationState {
  expiresAt: Date
  acceptedAt: Date | null
  revokedAt: Date | null
}

export function isOpen({ expiresAt, acceptedAt, revokedAt }: InvitationState, now: Date): boolean {
  return acceptedAt === null && revokedAt === null && now < expiresAt
}
