import type { Context } from '#graphql/context.ts'
import { ForbiddenError } from '#kernel/errors.ts'
import type { PersonalField } from '#kernel/personal-field.ts'
import { holdsAt } from '#kernel/viewer.ts'
import type { CustomerNoteRow, CustomerRow, SealedColumn } from '../store/customer-rows.ts'
import { CUSTOMER_NOTES } from '../use-cases/add-customer-note.ts'
import { CUSTOMERS } from '../use-cases/seal-contact.ts'

const PERMISSION = 'customers:pii:read'

const fieldOfColumn: Readonly<Record<SealedColumn, PersonalField>> = {
  name_enc: 'NAME',
  email_enc: 'EMAIL',
  phone_enc: 'PHONE',
  address_enc: 'ADDRESS',
}

/** The text of a sealed column, opened only now that somebody has selected it and may read it. */
export function openContact(row: CustomerRow, column: SealedColumn, sealed: Buffer | null, context: Context) {
  const { id, stationId } = row
  if (!holdsAt(context.viewer, PERMISSION, stationId)) throw new ForbiddenError(PERMISSION)
  if (sealed === null) return null
  const place = { table: CUSTOMERS, rowId: id, stationId }
  const text = context.personalData.openKey(row.dataKeyWrapped, place).open(sealed, { ...place, column })
  context.personalReads.note({ stationId, customerId: id }, fieldOfColumn[column])
  return text
}

export function openNote(note: CustomerNoteRow, { viewer, personalData, personalReads }: Context): string {
  const { id, stationId, customerId, dataKeyWrapped, bodyEnc } = note
  if (!holdsAt(viewer, PERMISSION, stationId)) throw new ForbiddenError(PERMISSION)
  const key = personalData.openKey(dataKeyWrapped, { table: CUSTOMERS, rowId: customerId, stationId })
  const text = key.open(bodyEnc, { table: CUSTOMER_NOTES, column: 'body_enc', rowId: id, stationId })
  personalReads.note({ stationId, customerId }, 'NOTE')
  return text
}
