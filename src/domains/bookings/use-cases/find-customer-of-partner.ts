import type { Transaction } from '#platform/database/unit-of-work.ts'
import { findCustomersOfPartner } from '../store/partner-reads.ts'

/** The first of these customers for whom the partner has booked before; null when there is none. */
export async function findCustomerOfPartner(
  { session }: Transaction,
  partnerId: string,
  customerIds: readonly string[],
): Promise<string | null> {
  if (customerIds.length === 0) return null
  const brought = await findCustomersOfPartner(session, partnerId, customerIds)
  return customerIds.find((id) => brought.has(id)) ?? null
}
