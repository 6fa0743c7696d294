import { publicId } from '#graphql/ids.ts'
import { addBooking, addChef, type BookingScene, ENDS_AT, hoursLater, STARTS_AT } from '../../support/bookings.ts'
import { type MutationSamples, sampleOf } from '../../support/mutation-sample.ts'

const BOOKING =
  'booking { id status version startsAt chefs { id } customer { id } history(first: 10) { nodes { from to } } }'

async function newBooking(scene: BookingScene, fields: object = {}) {
  return { bookingId: publicId('booking', await addBooking(scene, fields)), expectedVersion: 1 }
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
  cancelBooking: async (scene) => {
    const booking = await newBooking(scene, { resourceIds: [await addChef(scene)] })
    return sampleOf('cancelBooking', BOOKING, { ...booking, by: 'CUSTOMER', reason: 'Rain' }, ['booking.cancelled'])
  },
}
