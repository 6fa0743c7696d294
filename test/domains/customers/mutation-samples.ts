import { publicId } from '#graphql/ids.ts'
import { addCustomer } from '../../support/bookings.ts'
import { type MutationSamples, sampleOf } from '../../support/mutation-sample.ts'

const CUSTOMER = 'customer { id version tags notes(first: 5) { totalCount } }'
const FIRST = { expectedVersion: 1 }

export const customerSamples: MutationSamples = {
  createCustomer: async ({ stationId }) =>
    sampleOf('createCustomer', CUSTOMER, { stationId: publicId('station', stationId), name: 'Ada' }, [
      'customer.created',
    ]),
  updateCustomer: async (scene) => {
    const customerId = publicId('customer', await addCustomer(scene))
    return sampleOf('updateCustomer', CUSTOMER, { customerId, ...FIRST, tags: ['regular'] }, ['customer.updated'])
  },
  addCustomerNote: async (scene) => {
    const customerId = publicId('customer', await addCustomer(scene))
    return sampleOf('addCustomerNote', CUSTOMER, { customerId, body: 'Likes it hot' }, ['customer.note_added'])
  },
}
