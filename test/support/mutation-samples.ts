import { assignEscalation } from '#domains/support/use-cases/assign-escalation.ts'
import { createEscalation } from '#domains/support/use-cases/create-escalation.ts'
import { resolveEscalation } from '#domains/support/use-cases/resolve-escalation.ts'
import { startEscalation } from '#domains/support/use-cases/start-escalation.ts'
import { type IdKind, publicId } from '#graphql/ids.ts'
import {
  addBooking,
  addChef,
  addCustomer,
  asStaff,
  type BookingScene,
  ENDS_AT,
  hoursLater,
  STARTS_AT,
} from './bookings.ts'
import { hire } from './business.ts'

/** A mutation that can be done right now, and what it tells of. */
export interface MutationSample {
  query: string
  variables?: object
  /** The types of the events, in their order. */
  events: string[]
  /** Whose it is, when it is not the manager's. */
  token?: string
}

type Sampled = (scene: BookingScene) => Promise<MutationSample>

function sample(name: string, payload: string, input: object, ...events: string[]): MutationSample {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
  const query = `mutation ($input: ${type}Input!) {
    ${name}(input: $input) { __typename ... on ${type}Payload { ${payload} } ... on UserError { code message path } } }`
  return { query, variables: { input }, events }
}

const CUSTOMER = 'customer { id version tags notes(first: 5) { totalCount } }'
const BOOKING =
  'booking { id status version startsAt chefs { id } customer { id } history(first: 10) { nodes { from to } } }'
const ESCALATION = 'escalation { id status version assignedTo { id } history(first: 10) { nodes { toStatus } } }'

const id = (kind: IdKind, uuid: string) => publicId(kind, uuid)
const FIRST = { expectedVersion: 1 }

async function newBooking(scene: BookingScene, fields: object = {}) {
  return { bookingId: id('booking', await addBooking(scene, fields)), ...FIRST }
}

/** An escalation of the manager's that has come so far. */
async function newEscalation(scene: BookingScene, steps: 0 | 1 | 2 | 3) {
  const { stationId, manager } = scene
  const context = asStaff(scene, [
    'support:escalation:create',
    'support:escalation:assign',
    'support:escalation:start',
    'support:escalation:resolve',
  ])
  const fields = { reason: 'OTHER', summary: 'Something', priority: 'HIGH' }
  const { escalationId } = await createEscalation(context, { stationId, customerId: null, bookingId: null, fields })
  const at = (expectedVersion: number) => ({ escalationId, expectedVersion })
  if (steps > 0) await assignEscalation(context, { ...at(1), assigneeId: manager.userId })
  if (steps > 1) await startEscalation(context, at(2))
  if (steps > 2) await resolveEscalation(context, { ...at(3), resolutionNotes: 'Settled' })
  return { escalationId: id('escalation', escalationId), expectedVersion: steps + 1 }
}

/** One sample for each mutation that can be tried out: a new mutation takes a line here. */
export const mutationSamples: Readonly<Record<string, Sampled>> = {
  createCustomer: async ({ stationId }) =>
    sample('createCustomer', CUSTOMER, { stationId: id('station', stationId), name: 'Ada' }, 'customer.created'),
  updateCustomer: async (scene) => {
    const customerId = id('customer', await addCustomer(scene))
    return sample('updateCustomer', CUSTOMER, { customerId, ...FIRST, tags: ['regular'] }, 'customer.updated')
  },
  addCustomerNote: async (scene) => {
    const customerId = id('customer', await addCustomer(scene))
    return sample('addCustomerNote', CUSTOMER, { customerId, body: 'Likes it hot' }, 'customer.note_added')
  },
  createBooking: async (scene) => {
    const ids = { stationId: id('station', scene.stationId), customerId: id('customer', scene.customerId) }
    const resourceIds = [id('resource', await addChef(scene))]
    const window = { startsAt: STARTS_AT, endsAt: ENDS_AT }
    return sample(
      'createBooking',
      BOOKING,
      { ...ids, ...window, kind: 'CATERING', adults: 2, resourceIds },
      'booking.created',
    )
  },
  confirmBooking: async (scene) => sample('confirmBooking', BOOKING, await newBooking(scene), 'booking.confirmed'),
  rescheduleBooking: async (scene) => {
    const window = { startsAt: hoursLater(48), endsAt: hoursLater(50) }
    return sample('rescheduleBooking', BOOKING, { ...(await newBooking(scene)), ...window }, 'booking.rescheduled')
  },
  assignChef: async (scene) => {
    const resourceId = id('resource', await addChef(scene))
    return sample('assignChef', BOOKING, { ...(await newBooking(scene)), resourceId }, 'booking.chef_assigned')
  },
  cancelBooking: async (scene) => {
    const booking = await newBooking(scene, { resourceIds: [await addChef(scene)] })
    return sample('cancelBooking', BOOKING, { ...booking, by: 'CUSTOMER', reason: 'Rain' }, 'booking.cancelled')
  },
  createEscalation: async ({ stationId, customerId }) => {
    const about = { stationId: id('station', stationId), customerId: id('customer', customerId) }
    return sample(
      'createEscalation',
      ESCALATION,
      { ...about, reason: 'COMPLAINT', summary: 'Too cold', priority: 'URGENT' },
      'escalation.created',
    )
  },
  assignEscalation: async (scene) => {
    const assigneeId = id('user', scene.manager.userId)
    const escalation = await newEscalation(scene, 0)
    return sample('assignEscalation', ESCALATION, { ...escalation, assigneeId }, 'escalation.assigned')
  },
  startEscalation: async (scene) =>
    sample('startEscalation', ESCALATION, await newEscalation(scene, 1), 'escalation.started'),
  resolveEscalation: async (scene) => {
    const escalation = await newEscalation(scene, 2)
    return sample('resolveEscalation', ESCALATION, { ...escalation, resolutionNotes: 'So' }, 'escalation.resolved')
  },
  closeEscalation: async (scene) =>
    sample('closeEscalation', ESCALATION, await newEscalation(scene, 3), 'escalation.closed'),
  signOut: async ({ gateway, business }) => {
    const { token } = await hire(gateway, business, 'OBSERVER')
    return { query: 'mutation { signOut { ended } }', events: [], token }
  },
}
