import { stationsWith, systemViewer } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { LockedBooking } from '../store/booking-rows.ts'
import { lockExpiredHolds, lockResourcesOf, tryLockSweep } from '../store/slot-reads.ts'
import { writeStep } from './write-step.ts'

/** Holds per transaction. */
const BATCH_SIZE = 50

export interface ExpireHoldsInput {
  /** All stations of the viewer when it is not given. */
  stationId?: string | null
}

/** Writes down that holds have run out, which gives their time back. Safe to run at any time and side by side. */
export async function expireHolds(context: UseCaseContext, { stationId }: ExpireHoldsInput) {
  const { viewer, unitOfWork } = context
  const own = stationsWith(viewer, 'bookings:booking:create')
  const stationIds = stationId == null ? own : own.filter((id) => id === stationId)
  let expired = 0
  for (let found = BATCH_SIZE; found === BATCH_SIZE; expired += found) {
    found = await unitOfWork.run(viewer, (transaction) => expireSome(context, transaction, stationIds))
  }
  return { expired }
}

/**
 * The same at all stations, for the gateway itself. Of all gateways over a database one is at it at a time; the others
 * leave it to that one.
 */
export async function sweepHolds(context: UseCaseContext): Promise<{ expired: number }> {
  const { unitOfWork, stations } = context
  const stationIds = await unitOfWork.run(systemViewer('platform'), ({ session }) => stations.listIds(session))
  const viewer = systemViewer('platform', { stationIds })
  let expired = 0
  for (let found = BATCH_SIZE; found === BATCH_SIZE; expired += found) {
    found = await unitOfWork.run(viewer, async (transaction) =>
      (await tryLockSweep(transaction.session)) ? expireSome({ ...context, viewer }, transaction, stationIds) : 0,
    )
  }
  return { expired }
}

async function expireSome(context: UseCaseContext, transaction: Transaction, stationIds: readonly string[]) {
  const now = context.clock.now()
  const holds = await lockExpiredHolds(transaction.session, { stationIds, now, atMost: BATCH_SIZE })
  await writeOffHolds(context, transaction, { holds, now })
  return holds.length
}

interface HoldsToWriteOff {
  /** Locked. */
  holds: readonly LockedBooking[]
  now: Date
  /** What else the transaction is going to lock. */
  resourceIds?: readonly string[]
}

/** Gives back what holds that have run out still have; nobody did it: the time was up. All resources are locked at once. */
export async function writeOffHolds(
  context: UseCaseContext,
  transaction: Transaction,
  { holds, now, resourceIds = [] }: HoldsToWriteOff,
): Promise<void> {
  if (holds.length === 0) return
  await lockResourcesOf(transaction.session, { bookingIds: holds.map(({ id }) => id), besides: resourceIds })
  for (const hold of holds) await expireHold(context, transaction, hold, now)
}

function expireHold(context: UseCaseContext, transaction: Transaction, hold: LockedBooking, now: Date) {
  return writeStep(context, transaction, hold, {
    to: 'EXPIRED',
    at: now,
    actorId: null,
    event: (payload) => ({ type: 'booking.expired', payload }),
  })
}
