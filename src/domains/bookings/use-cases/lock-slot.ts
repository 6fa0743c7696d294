import { NotFoundError } from '#kernel/errors.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { SlotTakenError, type TakenSlot } from '../model/refusals.ts'
import { isOverlap } from '../store/allocation-writes.ts'
import type { ResourceRow } from '../store/booking-rows.ts'
import { findTakenSlot, lockExpiredHoldsIn, lockResources, type Slot } from '../store/slot-reads.ts'
import { expireHold } from './expire-holds.ts'

export interface LockedSlot {
  resources: readonly ResourceRow[]
  /** What stands in the way; null when the slot is free, and stays free until the transaction ends. */
  taken: TakenSlot | null
}

/**
 * Takes the resources of a slot out of everybody else's hands until the transaction ends, after giving back what
 * expired holds still have of it. Whoever comes late learns so before having written anything. Bookings are locked
 * before resources, everywhere.
 */
export async function lockSlot(
  context: UseCaseContext,
  transaction: Transaction,
  slot: Slot,
  { now, exceptBookingId }: { now: Date; exceptBookingId: string | null },
): Promise<LockedSlot> {
  const { session } = transaction
  if (slot.resourceIds.length === 0) return { resources: [], taken: null }
  for (const hold of await lockExpiredHoldsIn(session, slot, now)) await expireHold(context, transaction, hold, now)
  // Sent together, run one after the other: the second sees what was committed while the first waited for the locks.
  const [resources, taken] = await Promise.all([
    lockResources(session, slot.resourceIds),
    findTakenSlot(session, slot, exceptBookingId),
  ])
  return { resources, taken }
}

/** The resource, if it is in use and belongs to the station. */
export function requireResource(
  { resources }: LockedSlot,
  { id, stationId, path }: { id: string; stationId: string; path: readonly string[] },
): ResourceRow {
  const resource = resources.find((candidate) => candidate.id === id)
  if (!resource?.isActive || resource.stationId !== stationId) throw new NotFoundError('resource', path)
  return resource
}

/**
 * Runs the work in one transaction. Should the database itself refuse an overlap, because somebody wrote past the
 * locks, says what stands in the way as seen after the rollback.
 */
export async function refusingOverlaps<Result>(
  { viewer, unitOfWork }: UseCaseContext,
  work: (transaction: Transaction) => Promise<Result>,
  findTaken: (transaction: Transaction) => Promise<TakenSlot | null>,
): Promise<Result> {
  try {
    return await unitOfWork.run(viewer, work)
  } catch (error) {
    if (!isOverlap(error)) throw error
    throw new SlotTakenError(await unitOfWork.run(viewer, findTaken))
  }
}
