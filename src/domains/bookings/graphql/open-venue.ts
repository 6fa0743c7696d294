import type { Context } from '#graphql/context.ts'
import { ForbiddenError } from '#kernel/errors.ts'
import { holdsAt } from '#kernel/viewer.ts'
import type { BookingRow } from '../store/booking-rows.ts'
import { BOOKINGS } from '../use-cases/seal-venue.ts'

const PERMISSION = 'customers:pii:read'

/** Where a booking takes place, opened only now that somebody has selected it and may read it. */
export function openVenue(row: BookingRow, { viewer, personalData, personalReads }: Context): string | null {
  const { id, stationId, customerId, dataKeyWrapped, venueAddressEnc } = row
  if (!holdsAt(viewer, PERMISSION, stationId)) throw new ForbiddenError(PERMISSION)
  if (dataKeyWrapped === null || venueAddressEnc === null) return null
  const place = { table: BOOKINGS, rowId: id, stationId }
  const column = 'venue_address_enc'
  const text = personalData.openKey(dataKeyWrapped, place).open(venueAddressEnc, { ...place, column })
  personalReads.note({ stationId, customerId }, 'VENUE_ADDRESS')
  return text
}
