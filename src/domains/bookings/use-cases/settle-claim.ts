import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { AllocationStatus } from '../model/life-cycle.ts'
import { settleAllocations } from '../store/allocation-writes.ts'
import type { LockedBooking } from '../store/booking-rows.ts'
import { lockResourcesOf } from '../store/slot-reads.ts'
import { refitLegs } from './refit-legs.ts'

/**
 * What the booking has of its resources' time counts as this from now on, the ways to it included. Where it is given
 * back, ways to what comes after it begin somewhere else.
 */
export async function settleClaim(
  context: UseCaseContext,
  transaction: Transaction,
  booking: LockedBooking,
  { status, at }: { status: AllocationStatus; at: Date },
): Promise<void> {
  const { id, stationId } = booking
  const resourceIds = await lockResourcesOf(transaction.session, { bookingIds: [id] })
  await settleAllocations(transaction, id, { status, at })
  if (status === 'RELEASED') await refitLegs(context, transaction, { stationId, resourceIds, window: booking, at })
}
