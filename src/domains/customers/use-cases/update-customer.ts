import { ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { customerChanges } from '../model/customer-input.ts'
import { updateCustomerRow } from '../store/customer-writes.ts'
import { appendCustomerEvent } from './append-customer-event.ts'
import { findCustomerToChange } from './find-customer-to-change.ts'
import { CUSTOMERS, sealContact } from './seal-contact.ts'

export interface UpdateCustomerInput {
  customerId: string
  expectedVersion: number
  /** The fields of `customerChanges`. */
  fields: unknown
}

/** Changes the fields that are given, if nobody changed the customer since that version. */
export async function updateCustomer(context: UseCaseContext, input: UpdateCustomerInput) {
  const { viewer, personalData, unitOfWork } = context
  const { name, email, phone, address, ...open } = parseInput(customerChanges, input.fields)
  const given = Object.entries({ name, email, phone, address, ...open }).filter(([, value]) => value !== undefined)
  const changed = given.map(([field]) => field)
  if (changed.length === 0) throw new ValidationError([{ path: [], message: 'Give at least one field to change.' }])

  await unitOfWork.run(viewer, async (transaction) => {
    const customer = await findCustomerToChange(context, transaction, input.customerId, 'customers:customer:update')
    const { id, stationId, version } = customer
    if (version !== input.expectedVersion) throw new VersionConflictError('customer', input.expectedVersion, version)
    const dataKey = personalData.openKey(customer.dataKeyWrapped, { table: CUSTOMERS, rowId: id, stationId })
    const sealed = sealContact(personalData, dataKey, customer, { name, email, phone, address })
    await updateCustomerRow(transaction, id, { ...open, ...sealed, version: version + 1 })
    await appendCustomerEvent(
      context,
      transaction,
      { id, stationId, version: version + 1 },
      {
        type: 'customer.updated',
        payload: { changed },
      },
    )
  })
  return { customerId: input.customerId }
}
