import type { Transaction } from '#platform/database/unit-of-work.ts'
import { OWNER } from '../model/built-in-roles.ts'
import { LastOwnerError } from '../model/staff-refusals.ts'
import { hasOtherHolder } from '../store/staff-reads.ts'
import type { StaffMember } from './find-staff-member.ts'

/**
 * Refuses to let go of an owner when nobody else who may sign in is one; of anybody else it lets go. Needs the lock on
 * the staff.
 */
export async function requireOtherOwner(
  { session }: Transaction,
  { id: userId, organizationId, roles }: StaffMember,
  path: readonly string[] = ['userId'],
): Promise<void> {
  if (!roles.some(({ code, stationId }) => code === OWNER && stationId === null)) return
  if (!(await hasOtherHolder(session, { organizationId, code: OWNER, userId }))) throw new LastOwnerError(path)
}
