import { publicId } from '#graphql/ids.ts'
import { giveHours, givePolicy } from '../../../support/availability.ts'
import { addChef, type BookingScene, openBookingScene, publicResource } from '../../../support/bookings.ts'
import { ChosenClock } from '../../../support/chosen-clock.ts'

export const AVAILABILITY = `query ($stationId: ID!, $range: AvailabilityRange!, $resourceIds: [ID!], $needs: [ResourceNeedInput!],
    $explain: Boolean! = false, $guests: Int, $durationMinutes: Int = 120, $serviceItemIds: [ID!], $rescheduleOf: ID) {
  availability(stationId: $stationId, range: $range, kind: CATERING, durationMinutes: $durationMinutes, resourceIds: $resourceIds,
      needs: $needs, explain: $explain, guests: $guests, serviceItemIds: $serviceItemIds, rescheduleOf: $rescheduleOf) {
    stationId timeZone from until durationMinutes policyVersion
    days { date slots { startsAt endsAt localStart localEnd resourceIds offerToken }
      rejected { startsAt localStart reasons { code resourceId bookingId minutes until } } } } }`
const RESULT = `__typename
  ... on UserError { code message path }
  ... on SlotTakenError { resourceId until alternatives(first: 3) { startsAt resourceIds offerToken } }
  ... on SlotUnavailableError { reasons { code resourceId } alternatives(first: 2) { startsAt } }
  ... on OfferChangedError { reason fields old { startsAt endsAt guests policyVersion resourceIds } new { startsAt offerToken } }
  ... on ValidationError { issues { path message } }`
export const CREATE = `mutation ($input: CreateBookingInput!) { result: createBooking(input: $input) { ${RESULT}
  ... on CreateBookingPayload { booking { id status startsAt endsAt kind resources { id } } } } }`
export const HOLD = `mutation ($input: HoldSlotInput!) { result: holdSlot(input: $input) { ${RESULT}
  ... on HoldSlotPayload { booking { id status holdExpiresAt } } } }`

export interface Slot {
  startsAt: string
  endsAt: string
  localStart: string
  resourceIds: string[]
  offerToken: string
}
interface Found {
  timeZone: string
  from: string
  until: string
  policyVersion: number
  days: { date: string; slots: Slot[]; rejected: { startsAt: string; reasons: { code: string }[] }[] }[]
}
export type Result = { __typename: string } & Record<string, unknown>

/** The Saturday of the scene, on the calendar of the station. */
export const SATURDAY = { fromDate: '2093-06-20', untilDate: '2093-06-21' }

/** A station whose offers begin on the hour, with a clock that is set by hand. */
export interface OfferScene {
  scene: BookingScene
  clock: ChosenClock
  look(variables: object): Promise<Found>
  send(mutation: string, input: object): Promise<Result>
  /** A chef who works from 17:00 to 21:00, and the first offer of the Saturday: 17:00 to 19:00. */
  offerOf(variables?: object): Promise<{ chefId: string; slots: Slot[]; offerToken: string }>
}

export async function openOfferScene(): Promise<OfferScene> {
  const clock = new ChosenClock()
  const scene = await openBookingScene({ clock })
  await givePolicy(scene, { alignmentMinutes: 60 })

  async function look(variables: object): Promise<Found> {
    const stationId = publicId('station', scene.stationId)
    const { availability } = await scene.gateway.query<{ availability: Found }>(
      AVAILABILITY,
      { stationId, range: SATURDAY, ...variables },
      scene.manager.token,
    )
    return availability
  }

  async function send(mutation: string, input: object): Promise<Result> {
    const ids = { stationId: publicId('station', scene.stationId), customerId: publicId('customer', scene.customerId) }
    const { result } = await scene.gateway.query<{ result: Result }>(
      mutation,
      { input: { ...ids, adults: 2, ...input } },
      scene.manager.token,
    )
    return result
  }

  async function offerOf(variables: object = {}) {
    const chefId = await addChef(scene)
    await giveHours(scene, chefId, [{ start: '17:00', end: '21:00' }])
    const found = await look({ resourceIds: [publicResource(chefId)], ...variables })
    return { chefId, slots: found.days[0]?.slots ?? [], offerToken: found.days[0]?.slots[0]?.offerToken ?? '' }
  }

  return { scene, clock, look, send, offerOf }
}
