import type { DataKey, PersonalData } from '#platform/crypto/personal-data.ts'
import { searchTermsOfName } from '../model/contact.ts'
import type { SealedContact } from '../store/customer-writes.ts'

export const CUSTOMERS = 'customers.customers'

interface Contact {
  name?: string | undefined
  email?: string | null | undefined
  phone?: string | null | undefined
  address?: string | null | undefined
}

/** The columns that hold these fields, sealed and indexed; what is undefined is left out. */
export function sealContact(
  personalData: PersonalData,
  dataKey: DataKey,
  row: { id: string; stationId: string },
  { name, email, phone, address }: Contact,
): SealedContact {
  const place = { table: CUSTOMERS, rowId: row.id, stationId: row.stationId }
  const seal = (column: string, text: string) => new Uint8Array(dataKey.seal(text, { ...place, column }))
  const index = (column: string, text: string) => new Uint8Array(personalData.blindIndex(text, { ...place, column }))
  return {
    ...(name !== undefined && {
      nameEnc: seal('name_enc', name),
      nameTokens: searchTermsOfName(name).map((term) =>
        personalData.blindToken(term, { ...place, column: 'name_tokens' }),
      ),
    }),
    ...(email !== undefined && {
      emailEnc: email === null ? null : seal('email_enc', email),
      emailIdx: email === null ? null : index('email_idx', email),
    }),
    ...(phone !== undefined && {
      phoneEnc: phone === null ? null : seal('phone_enc', phone),
      phoneIdx: phone === null ? null : index('phone_idx', phone),
    }),
    ...(address !== undefined && { addressEnc: address === null ? null : seal('address_enc', address) }),
  }
}
