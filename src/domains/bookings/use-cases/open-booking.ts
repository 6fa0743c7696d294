import { NotFoundError } from '#kernel/errors.ts'
import { requireAt } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { NewBooking } from '../model/booking-input.ts'
import { SlotTakenError } from '../model/refusals.ts'
import { requireFuture } from '../model/time-window.ts'
import { findTakenSlot } from '../store/slot-reads.ts'
import { lockSlot, refusingOverlaps, requireResource } from './lock-slot.ts'
import { priceWish } from './pricing/price-wish.ts'
import { toWish } from './pricing/quote-price.ts'
import { sealVenue } from './seal-venue.ts'
import { type Opening, writeBooking } from './write-booking.ts'

interface WantedBooking {
  stationId: string
  fields: NewBooking
  opening: Opening
}

/** A new booking at its price, if its time lies ahead and is free. Needs the permission to make bookings. */
export async function openBooking(
  context: UseCaseContext,
  { stationId, fields, opening }: WantedBooking,
): Promise<{ bookingId: string }> {
  const { viewer, clock, personalData } = context
  requireAt(viewer, 'bookings:booking:create', stationId, 'station')
  const id = newId()
  const venue = sealVenue(personalData, { id, stationId }, fields.venueAddress ?? null)
  await refusingOverlaps(
    context,
    async (transaction) => {
      const now = clock.now()
      requireFuture(fields, now)
      const priced = await findPrice(context, transaction, { stationId, fields, now })
      const slot = await lockSlot(context, transaction, fields, { now, exceptBookingId: null })
      for (const [at, resourceId] of fields.resourceIds.entries()) {
        requireResource(slot, { id: resourceId, stationId, path: ['resourceIds', String(at)] })
      }
      if (slot.taken) throw new SlotTakenError(slot.taken)
      await writeBooking(context, transaction, { id, fields, venue, opening }, { ...priced, now })
    },
    ({ session }) => findTakenSlot(session, fields, null),
  )
  return { bookingId: id }
}

/** What the booking costs: as it was quoted, when it was and still is. */
async function findPrice(
  context: UseCaseContext,
  { session }: Transaction,
  { stationId, fields, now }: Pick<WantedBooking, 'stationId' | 'fields'> & { now: Date },
) {
  const station = await context.stations.find(stationId, session)
  if (!station) throw new NotFoundError('station', ['stationId'])
  const quoteToken = fields.quoteToken ?? null
  return { station, ...(await priceWish(context, session, { station, wish: toWish(fields, now), quoteToken })) }
}
