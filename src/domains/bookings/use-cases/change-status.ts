import type { Permission } from '#kernel/permissions.ts'
import { actorOf, atDesk } from '#kernel/viewer.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { requireTransition, statusAt } from '../model/life-cycle.ts'
import { type BookingToChange, findBookingToChange } from './find-booking-to-change.ts'
import { type BookingStep, writeStep } from './write-step.ts'

/** What tells one change of status from another. */
export interface StatusStep extends Pick<BookingStep, 'to' | 'reason' | 'cancelledBy' | 'noShowBy' | 'event'> {
  permission: Permission
}

/** Brings a booking to its next status, if it may go there from where it is now. */
export async function changeStatus(
  context: UseCaseContext,
  wanted: BookingToChange,
  { permission, ...step }: StatusStep,
): Promise<{ bookingId: string }> {
  const { viewer, clock, unitOfWork } = context
  await unitOfWork.run(atDesk(viewer), async (transaction) => {
    const at = clock.now()
    const booking = await findBookingToChange(context, transaction, wanted, permission)
    requireTransition(statusAt(booking, at), step.to, booking.kind)
    await writeStep(context, transaction, booking, { ...step, at, actorId: actorOf(viewer) })
  })
  return { bookingId: wanted.bookingId }
}
