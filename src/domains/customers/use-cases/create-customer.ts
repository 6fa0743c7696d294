import { parseInput } from '#kernel/validation.ts'
import { requireAt } from '#kernel/viewer.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newCustomer } from '../model/customer-input.ts'
import { insertCustomer } from '../store/customer-writes.ts'
import { appendCustomerEvent } from './append-customer-event.ts'
import { CUSTOMERS, sealContact } from './seal-contact.ts'

export interface CreateCustomerInput {
  stationId: string
  /** The id that the customer gets; a new one when it is not given. */
  customerId?: string
  /** The fields of `newCustomer`. */
  fields: unknown
}

/** Adds a customer to a station; everything personal is sealed with a key of the customer's own. */
export async function createCustomer(
  context: UseCaseContext,
  { stationId, customerId = newId(), fields }: CreateCustomerInput,
) {
  const { viewer, personalData, clock, unitOfWork } = context
  requireAt(viewer, 'customers:customer:create', stationId, 'station', ['stationId'])
  const { name, email, phone, address, source, ...open } = parseInput(newCustomer, fields)
  const customer = { id: customerId, stationId, version: 1 }
  const { wrapped, dataKey } = personalData.createKey({ table: CUSTOMERS, rowId: customer.id, stationId })
  const sealed = sealContact(personalData, dataKey, customer, { name, email, phone, address })

  await unitOfWork.run(viewer, async (transaction) => {
    await insertCustomer(transaction, {
      ...open,
      ...(sealed as typeof sealed & Required<Pick<typeof sealed, 'nameEnc'>>),
      id: customer.id,
      stationId,
      source: source ?? null,
      dataKeyWrapped: new Uint8Array(wrapped),
      createdAt: clock.now(),
    })
    await appendCustomerEvent(context, transaction, customer, {
      type: 'customer.created',
      payload: { source: source ?? null },
    })
  })
  return { customerId: customer.id }
}
