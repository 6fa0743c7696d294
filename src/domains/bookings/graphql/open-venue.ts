import type { Context } from '#graphql/context.ts'
import { ForbiddenError } from '#kernel/errors.ts'
import { holdsAt } from '#kernel/viewer.ts'
import { canMeet } from '../model/meeting-time.ts'
import type { BookingRow } from '../store/booking-rows.ts'
import { BOOKINGS } from '../use-cases/seal-venue.ts'
import { isOwn } from './own-bookings.ts'

const PERMISSION = 'customers:pii:read'

/**
 * Whether the viewer may know now whom and where a booking serves: with the right to read personal data at any time,
 * and while they serve it around its time. Refuses everybody who has neither the right nor the booking.
 */
export async function mayMeet(booking: BookingRow, { viewer, reads, clock }: Context): Promise<boolean> {
  if (holdsAt(viewer, PERMISSION, booking.stationId)) return true
  if (!(await isOwn(booking.id, { reads, viewer }))) throw new ForbiddenError(PERMISSION)
  return canMeet(booking, clock.now())
}

/** Where a booking takes place, opened only now that somebody has selected it and may read it. */
export async function openVenue(row: BookingRow, context: Context): Promise<string | null> {
  const { id, stationId, customerId, dataKeyWrapped, venueAddressEnc } = row
  if (!(await mayMeet(row, context))) return null
  if (dataKeyWrapped === null || venueAddressEnc === null) return null
  const place = { table: BOOKINGS, rowId: id, stationId }
  const column = 'venue_address_enc'
  const text = context.personalData.openKey(dataKeyWrapped, place).open(venueAddressEnc, { ...place, column })
  context.personalReads.note({ stationId, customerId }, 'VENUE_ADDRESS')
  return text
}
