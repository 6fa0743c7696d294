import { requestTimeOff } from '#domains/bookings/use-cases/availability/request-time-off.ts'
import { setAvailabilityOverride } from '#domains/bookings/use-cases/availability/set-availability-override.ts'
import { publicId } from '#graphql/ids.ts'
import {
  addBooking,
  addChef,
  addHold,
  addResource,
  asGateway,
  type BookingScene,
  bringTo,
  ENDS_AT,
  hoursLater,
  STARTS_AT,
} from '../../support/bookings.ts'
import { changeFeed } from '../../support/calendar-feeds.ts'
import { type MutationSamples, sampleOf } from '../../support/mutation-sample.ts'

const BOOKING =
  'booking { id status version startsAt chefs { id } customer { id } history(first: 10) { nodes { from to } } }'

async function newBooking(scene: BookingScene, fields: object = {}) {
  return { bookingId: publicId('booking', await addBooking(scene, fields)), expectedVersion: 1 }
}

async function bookingThatIs(scene: BookingScene, status: 'CONFIRMED' | 'EN_ROUTE' | 'SEATED') {
  const bookingId = await addBooking(scene)
  return { expectedVersion: await bringTo(scene, bookingId, status), bookingId: publicId('booking', bookingId) }
}

async function newTimeOff(scene: BookingScene) {
  const fields = { startsAt: hoursLater(24), endsAt: hoursLater(48), kind: 'VACATION' }
  const { timeOffId } = await requestTimeOff(asGateway(scene), { resourceId: await addChef(scene), fields })
  return { timeOffId: publicId('time off', timeOffId), expectedVersion: 1 }
}

async function newVan(scene: BookingScene) {
  return { resourceId: publicId('resource', await addResource(scene)), expectedVersion: 1 }
}

const HOURS = [{ weekday: 1, start: '10:00', end: '18:00' }]

const availabilitySamples: MutationSamples = {
  holdSlot: async (scene) => {
    const ids = { stationId: publicId('station', scene.stationId), customerId: publicId('customer', scene.customerId) }
    const window = { startsAt: STARTS_AT, endsAt: ENDS_AT }
    const input = {
      ...ids,
      ...window,
      kind: 'CATERING',
      adults: 2,
      resourceIds: [publicId('resource', await addChef(scene))],
    }
    return sampleOf('holdSlot', BOOKING, input, ['booking.held'])
  },
  createResource: async (scene) => {
    const input = { stationId: publicId('station', scene.stationId), kind: 'KIT', name: 'Kit', skills: ['outdoors'] }
    return sampleOf('createResource', 'resource { id name skills version }', input, ['resource.created'])
  },
  updateResource: async (scene) =>
    sampleOf('updateResource', 'resource { id name version }', { ...(await newVan(scene)), name: 'Other' }, [
      'resource.updated',
    ]),
  deactivateResource: async (scene) =>
    sampleOf('deactivateResource', 'resource { id active version }', await newVan(scene), ['resource.deactivated']),
  setAvailability: async (scene) =>
    sampleOf(
      'setAvailability',
      'resource { id version availabilityRules { weekday start end } }',
      { ...(await newVan(scene)), rules: HOURS },
      ['resource.hours_set'],
    ),
  setAvailabilityOverride: async (scene) => {
    const input = { stationId: publicId('station', scene.stationId), date: '2093-12-24', kind: 'CLOSED' }
    return sampleOf('setAvailabilityOverride', 'override { id date kind }', input, ['availability_override.set'])
  },
  removeAvailabilityOverride: async (scene) => {
    const day = { stationId: scene.stationId, resourceId: await addResource(scene) }
    const fields = { date: '2093-12-24', kind: 'CLOSED' }
    const { overrideId } = await setAvailabilityOverride(asGateway(scene), { ...day, fields })
    const input = { overrideId: publicId('availability override', overrideId) }
    return sampleOf('removeAvailabilityOverride', 'removed', input, ['availability_override.removed'])
  },
  requestTimeOff: async (scene) => {
    const resourceId = publicId('resource', await addChef(scene))
    const input = { resourceId, startsAt: hoursLater(24), endsAt: hoursLater(48), kind: 'VACATION' }
    return sampleOf('requestTimeOff', 'timeOff { id status version }', input, ['time_off.requested'])
  },
  approveTimeOff: async (scene) =>
    sampleOf('approveTimeOff', 'timeOff { id status version }', await newTimeOff(scene), ['time_off.approved']),
  declineTimeOff: async (scene) =>
    sampleOf('declineTimeOff', 'timeOff { id status version }', await newTimeOff(scene), ['time_off.declined']),
  cancelTimeOff: async (scene) =>
    sampleOf('cancelTimeOff', 'timeOff { id status version }', await newTimeOff(scene), ['time_off.cancelled']),
  setBookingPolicy: async (scene) => {
    const input = { stationId: publicId('station', scene.otherStationId), expectedVersion: 0, horizonDays: 90 }
    return sampleOf('setBookingPolicy', 'station { id bookingPolicy { version horizonDays } }', input, [
      'booking_policy.set',
    ])
  },
}

const FEED = 'calendarFeed { id name }'

async function newFeed({ gateway, manager, stationId }: BookingScene) {
  const input = { name: 'Station', stationId: publicId('station', stationId) }
  const { calendarFeed } = await changeFeed(gateway, 'create', input, manager.token)
  return { calendarFeedId: calendarFeed.id }
}

const feedSamples: MutationSamples = {
  createCalendarFeed: async ({ stationId }) =>
    sampleOf('createCalendarFeed', FEED, { name: 'Station', stationId: publicId('station', stationId) }, []),
  rotateCalendarFeed: async (scene) => sampleOf('rotateCalendarFeed', FEED, await newFeed(scene), []),
  revokeCalendarFeed: async (scene) => sampleOf('revokeCalendarFeed', FEED, await newFeed(scene), []),
}

export const bookingSamples: MutationSamples = {
  ...availabilitySamples,
  ...feedSamples,
  createBooking: async (scene) => {
    const ids = { stationId: publicId('station', scene.stationId), customerId: publicId('customer', scene.customerId) }
    const resourceIds = [publicId('resource', await addChef(scene))]
    const window = { startsAt: STARTS_AT, endsAt: ENDS_AT }
    return sampleOf('createBooking', BOOKING, { ...ids, ...window, kind: 'CATERING', adults: 2, resourceIds }, [
      'booking.created',
    ])
  },
  confirmBooking: async (scene) => sampleOf('confirmBooking', BOOKING, await newBooking(scene), ['booking.confirmed']),
  rescheduleBooking: async (scene) => {
    const window = { startsAt: hoursLater(48), endsAt: hoursLater(50) }
    return sampleOf('rescheduleBooking', BOOKING, { ...(await newBooking(scene)), ...window }, ['booking.rescheduled'])
  },
  assignChef: async (scene) => {
    const resourceId = publicId('resource', await addChef(scene))
    return sampleOf('assignChef', BOOKING, { ...(await newBooking(scene)), resourceId }, ['booking.chef_assigned'])
  },
  unassignChef: async (scene) => {
    const resourceId = await addChef(scene)
    const booking = await newBooking(scene, { resourceIds: [resourceId] })
    const chef = { resourceId: publicId('resource', resourceId) }
    return sampleOf('unassignChef', BOOKING, { ...booking, ...chef }, ['booking.chef_unassigned'])
  },
  placeBooking: async (scene) => {
    const held = { bookingId: publicId('booking', await addHold(scene)), expectedVersion: 1 }
    return sampleOf('placeBooking', BOOKING, held, ['booking.placed'])
  },
  declineBooking: async (scene) =>
    sampleOf('declineBooking', BOOKING, { ...(await newBooking(scene)), reason: 'Full' }, ['booking.declined']),
  updateBooking: async (scene) =>
    sampleOf('updateBooking', BOOKING, { ...(await newBooking(scene)), adults: 7 }, ['booking.updated']),
  startTravel: async (scene) =>
    sampleOf('startTravel', BOOKING, await bookingThatIs(scene, 'CONFIRMED'), ['booking.travel_started']),
  checkIn: async (scene) =>
    sampleOf('checkIn', BOOKING, await bookingThatIs(scene, 'EN_ROUTE'), ['booking.checked_in']),
  completeBooking: async (scene) =>
    sampleOf('completeBooking', BOOKING, await bookingThatIs(scene, 'SEATED'), ['booking.completed']),
  markNoShow: async (scene) =>
    sampleOf('markNoShow', BOOKING, { ...(await bookingThatIs(scene, 'CONFIRMED')), by: 'PROVIDER' }, [
      'booking.no_show',
    ]),
  cancelBooking: async (scene) => {
    const booking = await newBooking(scene, { resourceIds: [await addChef(scene)] })
    return sampleOf('cancelBooking', BOOKING, { ...booking, by: 'CUSTOMER', reason: 'Rain' }, ['booking.cancelled'])
  },
}
