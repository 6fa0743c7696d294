import { NotFoundError, VersionConflictError } from '#kernel/errors.ts'
import type { Permission } from '#kernel/permissions.ts'
import { actorOf, requireAt } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { LockedBooking } from '../store/booking-rows.ts'
import { lockBooking } from '../store/booking-writes.ts'
import { serves } from '../store/chef-reads.ts'

export interface BookingToChange {
  bookingId: string
  expectedVersion: number
  /** Only if the viewer is one of the chefs who serve it: of other bookings the chef app does not know. */
  onlyOwn?: boolean
}

/**
 * The booking, locked, if the viewer may do this to it and nobody has changed it since that version. Of the bookings that
 * others have made a partner does not know.
 */
export async function findBookingToChange(
  { viewer }: UseCaseContext,
  transaction: Transaction,
  { bookingId, expectedVersion, onlyOwn = false }: BookingToChange,
  permission: Permission,
): Promise<LockedBooking> {
  const booking = await lockBooking(transaction, bookingId)
  if (!booking) throw new NotFoundError('booking', ['bookingId'])
  requireAt(viewer, permission, booking.stationId, 'booking')
  if (viewer.kind === 'partner' && booking.apiKeyId !== viewer.partnerId) {
    throw new NotFoundError('booking', ['bookingId'])
  }
  if (onlyOwn && !(await serves(transaction.session, bookingId, actorOf(viewer)))) {
    throw new NotFoundError('booking', ['bookingId'])
  }
  const { version } = booking
  if (version !== expectedVersion) throw new VersionConflictError('booking', expectedVersion, version)
  return booking
}
