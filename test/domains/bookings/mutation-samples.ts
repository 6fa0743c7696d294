import { publicId } from '#graphql/ids.ts'
import {
  addBooking,
  addChef,
  addHold,
  type BookingScene,
  bringTo,
  ENDS_AT,
  hoursLater,
  STARTS_AT,
} from '../../support/bookings.ts'
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

export const bookingSamples: MutationSamples = {
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
