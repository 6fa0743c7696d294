import { ValidationError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { actorOf } from '#kernel/viewer.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { bookingChanges } from '../model/booking-input.ts'
import { requireEditable, statusAt } from '../model/life-cycle.ts'
import { type BookingToChange, findBookingToChange } from './find-booking-to-change.ts'
import { writeStep } from './write-step.ts'

export interface UpdateBookingInput extends BookingToChange {
  /** The fields of `bookingChanges`. */
  fields: object
}

/** Changes guests, requests and notes of a booking that has not come to an end. Prices stay as they were booked. */
export async function updateBooking(
  context: UseCaseContext,
  { fields, ...wanted }: UpdateBookingInput,
): Promise<{ bookingId: string }> {
  const { viewer, clock, unitOfWork } = context
  const details = parseInput(bookingChanges, fields)
  const changed = Object.entries(details).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  if (changed.length === 0) throw new ValidationError([{ path: [], message: 'Give at least one field to change.' }])
  await unitOfWork.run(viewer, async (transaction) => {
    const at = clock.now()
    const booking = await findBookingToChange(context, transaction, wanted, 'bookings:booking:update')
    requireEditable(statusAt(booking, at))
    await writeStep(context, transaction, booking, {
      to: booking.status,
      at,
      actorId: actorOf(viewer),
      details,
      event: (payload) => ({ type: 'booking.updated', payload: { ...payload, changed } }),
    })
  })
  return { bookingId: wanted.bookingId }
}
