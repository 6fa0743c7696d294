import { NotFoundError } from '#kernel/errors.ts'
import type { Permission } from '#kernel/permissions.ts'
import { requireAt } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { lockCustomer } from '../store/customer-writes.ts'

/** The customer, locked, if the viewer may do this to it. */
export async function findCustomerToChange(
  { viewer }: UseCaseContext,
  transaction: Transaction,
  customerId: string,
  permission: Permission,
) {
  const customer = await lockCustomer(transaction, customerId)
  if (!customer) throw new NotFoundError('customer', ['customerId'])
  requireAt(viewer, permission, customer.stationId, 'customer', ['customerId'])
  return customer
}
