import type { PersonalData } from '#platform/crypto/personal-data.ts'

export const BOOKINGS = 'bookings.bookings'

/** The columns that hold where a booking takes place, sealed with a key of the booking's own. */
export function sealVenue(personalData: PersonalData, row: { id: string; stationId: string }, address: string | null) {
  if (address === null) return { dataKeyWrapped: null, venueAddressEnc: null }
  const place = { table: BOOKINGS, rowId: row.id, stationId: row.stationId }
  const { wrapped, dataKey } = personalData.createKey(place)
  return {
    dataKeyWrapped: new Uint8Array(wrapped),
    venueAddressEnc: new Uint8Array(dataKey.seal(address, { ...place, column: 'venue_address_enc' })),
  }
}
