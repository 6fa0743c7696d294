import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { actorOf } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { fitsPlace } from '../model/built-in-roles.ts'
import { type Place, type RankedRole, rankAt } from '../model/rank.ts'
import { RankTooLowError } from '../model/staff-refusals.ts'
import { findRole } from '../store/staff-reads.ts'
import { insertHeldRole } from '../store/staff-writes.ts'

/** A role that the viewer may give in its place. */
export interface GivableRole {
  id: string
  code: string
  stationId: string | null
}

/** Refuses roles that there are not, that cannot be held there, or that rank above the viewer's own there. */
export async function requireGivable(
  transaction: Transaction,
  own: readonly RankedRole[],
  code: string,
  place: Place,
  path: readonly string[],
): Promise<GivableRole> {
  const role = await findRole(transaction.session, { code, organizationId: place.organizationId })
  if (!role) throw new NotFoundError('role', path)
  const { stationId } = place
  if (!fitsPlace(code, stationId)) {
    throw new ValidationError([{ path, message: 'is a role that cannot be given in this place' }])
  }
  if (role.rank > rankAt(own, place)) throw new RankTooLowError('role', path)
  return { id: role.id, code, stationId }
}

/** Gives the role; by whom and when stands with it. */
export async function giveRole(
  { viewer, clock }: UseCaseContext,
  transaction: Transaction,
  person: { id: string; organizationId: string },
  role: GivableRole,
): Promise<void> {
  const { id: roleId, stationId } = role
  const given = { organizationId: person.organizationId, userId: person.id, roleId, stationId }
  await insertHeldRole(transaction, given, { actorId: actorOf(viewer), at: clock.now() })
}
