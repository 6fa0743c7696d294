import { NotFoundError } from '#kernel/errors.ts'
import { requireAt } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { NewBooking } from '../model/booking-input.ts'
import { priceItems } from '../model/prices.ts'
import { SlotTakenError } from '../model/refusals.ts'
import { requireFuture } from '../model/time-window.ts'
import { serviceItemById } from '../store/menu-reads.ts'
import { findTakenSlot } from '../store/slot-reads.ts'
import { lockSlot, refusingOverlaps, requireResource } from './lock-slot.ts'
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
      const { station, price } = await findPrice(context, transaction, { stationId, fields })
      const slot = await lockSlot(context, transaction, fields, { now, exceptBookingId: null })
      for (const [at, resourceId] of fields.resourceIds.entries()) {
        requireResource(slot, { id: resourceId, stationId, path: ['resourceIds', String(at)] })
      }
      if (slot.taken) throw new SlotTakenError(slot.taken)
      await writeBooking(context, transaction, { id, fields, venue, opening }, { station, price, now })
    },
    ({ session }) => findTakenSlot(session, fields, null),
  )
  return { bookingId: id }
}

async function findPrice(
  { stations }: UseCaseContext,
  { session }: Transaction,
  { stationId, fields }: Pick<WantedBooking, 'stationId' | 'fields'>,
) {
  const itemIds = fields.items.map(({ serviceItemId }) => serviceItemId)
  const [station, items] = await Promise.all([
    stations.find(stationId, session),
    serviceItemById.readAll(session, itemIds),
  ])
  if (!station) throw new NotFoundError('station', ['stationId'])
  const offered = items.filter((item) => item?.organizationId === station.organizationId)
  const menu = new Map(offered.flatMap((item) => (item ? [[item.id, item] as const] : [])))
  return { station, price: priceItems(fields.items, menu, { occasion: fields, currency: station.currency }) }
}
