import { NotFoundError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { actorOf, requireAt } from '#kernel/viewer.ts'
import { createSecretToken } from '#platform/crypto/secret-tokens.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { MemberInvited } from '../events.ts'
import { invitationEnd } from '../model/invitation-policy.ts'
import { type NewInvitation, newInvitation } from '../model/new-invitation.ts'
import { isOutranked } from '../model/rank.ts'
import { EmailTakenError, RankTooLowError } from '../model/staff-refusals.ts'
import { closeInvitations, insertInvitation } from '../store/invitation-writes.ts'
import { findAccountByEmail, insertPendingUser, lockStaff, updateAccount } from '../store/staff-writes.ts'
import { readStaffMember, type StaffMember } from './find-staff-member.ts'
import { type GivableRole, giveRole, requireGivable } from './give-role.ts'
import { postInvitation } from './post-invitation.ts'
import { requireInPlace, requireStationOf, rolesOfViewer } from './staff-authority.ts'
import { addMember, changeMember } from './tell-of-member.ts'

export interface InviteUserInput {
  organizationId: string
  /** The fields of `newInvitation`. */
  fields: unknown
}

/**
 * Makes an account that waits for its owner, with the roles that it will have, and mails its owner a link. Who was
 * invited before and has not come yet gets a new link; the old one is good no more.
 */
export async function inviteUser(context: UseCaseContext, { organizationId, fields }: InviteUserInput) {
  const { viewer, clock, unitOfWork } = context
  const wanted = parseInput(newInvitation, fields)
  return unitOfWork.run(viewer, async (transaction) => {
    if (viewer.kind === 'anonymous' || !viewer.organizationIds.includes(organizationId)) {
      throw new NotFoundError('organization', ['organizationId'])
    }
    await lockStaff(transaction, organizationId)
    const roles = await requireGivableRoles(context, transaction, organizationId, wanted)
    const invitee = await provideInvitee(context, transaction, organizationId, wanted)
    for (const role of roles) {
      const isHeld = invitee.roles.some(({ roleId, stationId }) => roleId === role.id && stationId === role.stationId)
      if (!isHeld) await giveRole(context, transaction, invitee, role)
    }
    await welcome(context, transaction, invitee, wanted)

    const now = clock.now()
    const { token, tokenHash } = createSecretToken()
    const invitation = { id: newId(), expiresAt: invitationEnd(now), createdAt: now }
    await closeInvitations(transaction, invitee.id, now)
    const invitedById = actorOf(viewer)
    await insertInvitation(transaction, { ...invitation, organizationId, userId: invitee.id, invitedById, tokenHash })
    await postInvitation(context, transaction, { ...invitation, ...wanted, organizationId, invitedById, token })
    return { userId: invitee.id, invitationId: invitation.id }
  })
}

/** Refuses places and roles that are not the viewer's to give. */
async function requireGivableRoles(
  context: UseCaseContext,
  transaction: Transaction,
  organizationId: string,
  wanted: NewInvitation,
): Promise<GivableRole[]> {
  const { viewer } = context
  const own = await rolesOfViewer(transaction, viewer)
  const givable: GivableRole[] = []
  for (const [at, { code, stationId }] of wanted.roles.entries()) {
    const place = { organizationId, stationId }
    const path = ['roles', String(at), 'stationId']
    if (stationId !== null) await requireStationOf(context, transaction, { organizationId, stationId }, path)
    for (const permission of ['identity:user:invite', 'identity:role:grant'] as const) {
      await requireInPlace(transaction, viewer, permission, place, { station: path, organization: ['organizationId'] })
    }
    givable.push(await requireGivable(transaction, own, code, place, ['roles', String(at), 'role']))
  }
  for (const [at, { stationId }] of wanted.stations.entries()) {
    const path = ['stations', String(at), 'stationId']
    await requireStationOf(context, transaction, { organizationId, stationId }, path)
    requireAt(viewer, 'identity:user:invite', stationId, 'station', path)
  }
  return givable
}

/** The account that waits already, if the viewer may deal with it; else a new one. */
async function provideInvitee(
  { viewer }: UseCaseContext,
  transaction: Transaction,
  organizationId: string,
  { email, fullName }: NewInvitation,
): Promise<StaffMember> {
  const known = await findAccountByEmail(transaction, email)
  if (!known) {
    const id = newId()
    await insertPendingUser(transaction, { id, organizationId, email, fullName })
    return readStaffMember(transaction, id)
  }
  if (known.status !== 'PENDING_VERIFICATION' || known.organizationId !== organizationId) throw new EmailTakenError()
  const invitee = await readStaffMember(transaction, known.id)
  if (invitee.status !== 'PENDING_VERIFICATION') throw new EmailTakenError()
  if (isOutranked(await rolesOfViewer(transaction, viewer), invitee.roles)) {
    throw new RankTooLowError('person', ['email'])
  }
  await updateAccount(transaction, invitee.id, { fullName })
  return invitee
}

async function welcome(
  context: UseCaseContext,
  transaction: Transaction,
  { id: userId, organizationId, members }: StaffMember,
  { stations, roles }: NewInvitation,
): Promise<void> {
  const worksNowhere = members.every(({ leftAt }) => leftAt !== null)
  for (const [at, { stationId, title }] of stations.entries()) {
    const codes = roles
      .filter((role) => role.stationId === null || role.stationId === stationId)
      .map(({ code }) => code)
    const event: MemberInvited = { type: 'member.invited', payload: { userId, roles: codes } }
    const isPrimary = worksNowhere && at === 0
    const member = members.find((one) => one.stationId === stationId)
    if (!member) {
      const joining = { stationId, userId, organizationId, title, isPrimary }
      await addMember(context, transaction, joining, event)
    } else {
      const returning = member.leftAt === null ? {} : { leftAt: null, isPrimary }
      await changeMember(context, transaction, member, event, { ...returning, ...(title !== null && { title }) })
    }
  }
}
