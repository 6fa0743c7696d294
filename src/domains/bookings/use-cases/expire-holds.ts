import { stationsWith } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { LockedBooking } from '../store/booking-rows.ts'
import { lockExpiredHolds } from '../store/slot-reads.ts'
import { writeStep } from './write-step.ts'

/** Holds per transaction. */
const BATCH_SIZE = 50

export interface ExpireHoldsInput {
  /** All stations of the viewer when it is not given. */
  stationId?: string | null
}

/** Writes down that holds have run out, which gives their time back. Safe to run at any time and side by side. */
export async function expireHolds(context: UseCaseContext, { stationId }: ExpireHoldsInput) {
  const { viewer, clock, unitOfWork } = context
  const own = stationsWith(viewer, 'bookings:booking:create')
  const stationIds = stationId == null ? own : own.filter((id) => id === stationId)
  let expired = 0
  for (let found = BATCH_SIZE; found === BATCH_SIZE; expired += found) {
    found = await unitOfWork.run(viewer, async (transaction) => {
      const now = clock.now()
      const holds = await lockExpiredHolds(transaction.session, { stationIds, now, atMost: BATCH_SIZE })
      for (const hold of holds) await expireHold(context, transaction, hold, now)
      return holds.length
    })
  }
  return { expired }
}

/** Nobody did it: the time was up. */
export function expireHold(context: UseCaseContext, transaction: Transaction, hold: LockedBooking, now: Date) {
  return writeStep(context, transaction, hold, {
    to: 'EXPIRED',
    at: now,
    actorId: null,
    event: (payload) => ({ type: 'booking.expired', payload }),
  })
}
