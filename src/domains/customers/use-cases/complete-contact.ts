import { parseInput } from '#kernel/validation.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newCustomer } from '../model/customer-input.ts'
import { updateCustomerRow } from '../store/customer-writes.ts'
import { appendCustomerEvent } from './append-customer-event.ts'
import { findCustomerToChange } from './find-customer-to-change.ts'
import { CUSTOMERS, sealContact } from './seal-contact.ts'

export interface CompleteContactInput {
  customerId: string
  /** The fields of `newCustomer`. */
  fields: unknown
}

/** Adds an e-mail address or a phone number that a customer has none of yet. What the station knows stays as it is. */
export async function completeContact(context: UseCaseContext, { customerId, fields }: CompleteContactInput) {
  const { viewer, personalData, unitOfWork } = context
  const { email, phone } = parseInput(newCustomer, fields)
  await unitOfWork.run(viewer, async (transaction) => {
    const customer = await findCustomerToChange(context, transaction, customerId, 'customers:customer:update')
    const added = {
      ...(email != null && customer.emailIdx === null && { email }),
      ...(phone != null && customer.phoneIdx === null && { phone }),
    }
    const changed = Object.keys(added)
    if (changed.length === 0) return
    const { id, stationId } = customer
    const version = customer.version + 1
    const dataKey = personalData.openKey(customer.dataKeyWrapped, { table: CUSTOMERS, rowId: id, stationId })
    await updateCustomerRow(transaction, id, { ...sealContact(personalData, dataKey, customer, added), version })
    const event = { type: 'customer.updated', payload: { changed } } as const
    await appendCustomerEvent(context, transaction, { id, stationId, version }, event)
  })
}
