import { NotFoundError } from '#kernel/errors.ts'
import { stationsWith, type Viewer } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { lockMembers, type Member } from '../store/member-writes.ts'
import { findHeldRanks, type HeldRank } from '../store/staff-reads.ts'
import { findAccountById, lockAccount, lockStaff } from '../store/staff-writes.ts'
import { isHeldEverywhere } from './staff-authority.ts'

export type Account = NonNullable<Awaited<ReturnType<typeof findAccountById>>>

/** Somebody of the staff of an organization, with everything that decisions about them rest on; locked. */
export type StaffMember = Account & {
  organizationId: string
  roles: readonly HeldRank[]
  /** At the stations that the viewer sees, those that they have left included. */
  members: readonly Member[]
}

/**
 * Somebody whom the viewer sees, as in the list of users; anybody else is answered like nobody, by `absent`. From here
 * on the staff of the organization is locked until the transaction ends.
 */
export async function findStaffMember(
  transaction: Transaction,
  viewer: Viewer,
  userId: string,
  absent = new NotFoundError('user', ['userId']),
): Promise<StaffMember> {
  const found = await findAccountById(transaction, userId)
  const organizationId = found?.organizationId
  if (!organizationId) throw absent
  await lockStaff(transaction, organizationId)
  const person = await readStaffMember(transaction, userId)
  if (!(await isVisible(transaction, viewer, person))) throw absent
  return person
}

/** Needs the lock on the organization's staff. */
export async function readStaffMember(transaction: Transaction, userId: string): Promise<StaffMember> {
  const account = await lockAccount(transaction, userId)
  if (!account?.organizationId) throw new NotFoundError('user')
  const roles = await findHeldRanks(transaction.session, userId)
  const members = await lockMembers(transaction, userId)
  return { ...account, organizationId: account.organizationId, roles, members }
}

async function isVisible(transaction: Transaction, viewer: Viewer, person: StaffMember): Promise<boolean> {
  if (viewer.kind === 'user' && viewer.userId === person.id) return true
  const visible = stationsWith(viewer, 'identity:user:read')
  if (person.members.some(({ stationId, leftAt }) => leftAt === null && visible.includes(stationId))) return true
  if (visible.length > 0 && person.roles.some(({ stationId }) => stationId === null)) return true
  return isHeldEverywhere(transaction, viewer, 'identity:user:read', person.organizationId)
}
