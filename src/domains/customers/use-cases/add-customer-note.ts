import { parseInput } from '#kernel/validation.ts'
import { actorOf } from '#kernel/viewer.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newNote } from '../model/customer-input.ts'
import { insertNote, updateCustomerRow } from '../store/customer-writes.ts'
import { appendCustomerEvent } from './append-customer-event.ts'
import { findCustomerToChange } from './find-customer-to-change.ts'
import { CUSTOMERS } from './seal-contact.ts'

export const CUSTOMER_NOTES = 'customers.customer_notes'

export interface AddCustomerNoteInput {
  customerId: string
  body: string
  pinned: boolean
}

/** Writes a note about a customer, sealed with the customer's key. */
export async function addCustomerNote(context: UseCaseContext, { customerId, ...fields }: AddCustomerNoteInput) {
  const { viewer, personalData, clock, unitOfWork } = context
  const { body, pinned } = parseInput(newNote, fields)
  const noteId = newId()

  await unitOfWork.run(viewer, async (transaction) => {
    const customer = await findCustomerToChange(context, transaction, customerId, 'customers:customer:update')
    const { stationId } = customer
    const dataKey = personalData.openKey(customer.dataKeyWrapped, { table: CUSTOMERS, rowId: customerId, stationId })
    const bodyEnc = dataKey.seal(body, { table: CUSTOMER_NOTES, column: 'body_enc', rowId: noteId, stationId })
    const version = customer.version + 1
    await insertNote(transaction, {
      id: noteId,
      stationId,
      customerId,
      authorId: actorOf(viewer),
      bodyEnc: new Uint8Array(bodyEnc),
      pinned,
      createdAt: clock.now(),
    })
    await updateCustomerRow(transaction, customerId, { version })
    await appendCustomerEvent(
      context,
      transaction,
      { id: customerId, stationId, version },
      {
        type: 'customer.note_added',
        payload: { noteId },
      },
    )
  })
  return { customerId }
}
