import { NotFoundError } from '#kernel/errors.ts'
import { requireAt } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { BookingPolicy } from '../model/availability/booking-policy.ts'
import { type TimedBooking, timeBooking } from '../model/availability/booking-time.ts'
import { coarsePoint } from '../model/availability/coarse-point.ts'
import type { OfferContent } from '../model/availability/offer.ts'
import { OfferChangedError } from '../model/availability/refusals.ts'
import { assign } from '../model/availability/slots.ts'
import type { NewBooking } from '../model/booking-input.ts'
import { claimIn } from '../model/life-cycle.ts'
import { requireFuture } from '../model/time-window.ts'
import type { ServiceItemRow } from '../store/booking-rows.ts'
import { serviceItemById } from '../store/menu-reads.ts'
import { legsOfSlot } from './legs-of-slot.ts'
import { refusingOverlaps, requireResource } from './lock-slot.ts'
import { requireFreeOrOverbook } from './overbook.ts'
import { priceWish } from './pricing/price-wish.ts'
import { toWish } from './pricing/quote-price.ts'
import { sealVenue } from './seal-venue.ts'
import { chooseReference, type Opening, writeBooking } from './write-booking.ts'

interface WantedBooking {
  stationId: string
  fields: NewBooking
  /** What the booking was offered by; its terms are those of the fields. */
  offer: OfferContent | null
  /** Finds or makes the customer once the time is had; without it the fields name one. */
  bringCustomer?: ((transaction: Transaction) => Promise<string>) | undefined
  /** Why resources are given away that are not free; null or nothing to refuse that. */
  overbookReason?: string | null
  opening: (policy: BookingPolicy, now: Date) => Opening
}

interface WantedTime {
  fields: TimedBooking
  menu: readonly ServiceItemRow[]
  offer: OfferContent | null
  isWalkIn: boolean
}

/** A new booking at its price, if its time lies ahead and can be had. Needs the permission to make bookings. */
export async function openBooking(
  context: UseCaseContext,
  { stationId, fields: wanted, offer, bringCustomer, overbookReason = null, opening }: WantedBooking,
): Promise<{ bookingId: string }> {
  const { viewer, clock, personalData } = context
  requireAt(viewer, 'bookings:booking:create', stationId, 'station')
  const id = newId()
  const venue = sealVenue(personalData, { id, stationId }, wanted.venueAddress ?? null)
  await refusingOverlaps(context, async (transaction, lock) => {
    const now = clock.now()
    const { station, menu } = await findOffering(context, transaction, { stationId, fields: wanted })
    const { fields, isWalkIn } = timeBooking(wanted, menu, now)
    if (isWalkIn) requireAt(viewer, 'bookings:booking:walk-in', stationId, 'station')
    else requireFuture(fields, now)
    const quoteToken = fields.quoteToken ?? null
    const [priced, reference] = await Promise.all([
      priceWish(context, transaction.session, { station, wish: toWish(fields, now), quoteToken }),
      chooseReference(transaction, station),
    ])
    const slot = await lock({
      ...toSlotRequest({ fields, menu, offer, isWalkIn }),
      stationId,
      zone: station.timezone,
      now,
    })
    for (const [at, resourceId] of fields.resourceIds.entries()) {
      requireResource(slot, { id: resourceId, stationId, path: ['resourceIds', String(at)] })
    }
    const { policy } = slot.availability
    if (offer && offer.policyVersion !== policy.version) throw new OfferChangedError('POLICY', offer)
    const overbookedIds = requireFreeOrOverbook(viewer, slot, overbookReason)
    const window = { from: fields.startsAt.getTime(), to: fields.endsAt.getTime() }
    const { demand, task } = slot.request
    const assigned = assign(slot.availability, demand, { free: slot.free, window, task })
    const customerId = (await bringCustomer?.(transaction)) ?? fields.customerId
    const begun = opening(policy, now)
    const { status } = claimIn(begun.status)
    const draft = {
      id,
      fields: { ...fields, customerId, resourceIds: assigned },
      venue,
      opening: begun,
      legs: legsOfSlot(slot, { bookingId: id, resourceIds: assigned, status, overbookedIds }),
      overbookedIds,
      overbookReason,
    }
    const policyVersion = policy.version
    await writeBooking(context, transaction, draft, { ...priced, station, reference, now, policyVersion })
  })
  return { bookingId: id }
}

function toSlotRequest({ fields, menu, offer, isWalkIn }: WantedTime) {
  const { startsAt, endsAt, resourceIds, needs, kind, adults, children, venuePoint } = fields
  const skills = [...(offer?.skills ?? []), ...menu.flatMap(({ requiredSkills }) => requiredSkills)]
  const demand = needs ? { needs } : { resourceIds }
  const task = { skills: [...new Set(skills)], venue: venuePoint ? coarsePoint(venuePoint) : null, isWalkIn }
  return { startsAt, endsAt, demand, task, exceptBookingId: null, terms: { kind, guests: adults + children } }
}

/** The station, and what of the wanted items it sells. */
async function findOffering(
  { stations }: UseCaseContext,
  { session }: Transaction,
  { stationId, fields }: Pick<WantedBooking, 'stationId' | 'fields'>,
) {
  const itemIds = fields.items.map(({ serviceItemId }) => serviceItemId)
  const [station, items] = await Promise.all([
    stations.find(stationId, session),
    itemIds.length > 0 ? serviceItemById.readAll(session, itemIds) : [],
  ])
  if (!station) throw new NotFoundError('station', ['stationId'])
  const menu = items.flatMap((item) => (item?.organizationId === station.organizationId ? [item] : []))
  return { station, menu }
}
