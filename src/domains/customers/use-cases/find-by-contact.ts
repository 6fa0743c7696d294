import { parseInput } from '#kernel/validation.ts'
import { requireAt } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newCustomer } from '../model/customer-input.ts'
import { findByBlindContact, lockBlindContact } from '../store/contact-reads.ts'
import { CUSTOMERS } from './seal-contact.ts'

export interface WantedContact {
  stationId: string
  /** The fields of `newCustomer`. */
  fields: unknown
}

/**
 * The customers of a station with the same e-mail address, the oldest first, then those with the same phone number. Until
 * the transaction ends, whoever else looks for one of the two at the station waits.
 */
export async function findByContact(
  { viewer, personalData }: UseCaseContext,
  { session }: Transaction,
  { stationId, fields }: WantedContact,
): Promise<string[]> {
  requireAt(viewer, 'customers:pii:read', stationId, 'station', ['stationId'])
  const { email, phone } = parseInput(newCustomer, fields)
  const place = { table: CUSTOMERS, stationId }
  const blind = {
    emailIdx: email == null ? null : personalData.blindIndex(email, { ...place, column: 'email_idx' }),
    phoneIdx: phone == null ? null : personalData.blindIndex(phone, { ...place, column: 'phone_idx' }),
  }
  await lockBlindContact(session, stationId, blind)
  return findByBlindContact(session, stationId, blind)
}
