import { actorOf } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { CustomerEvent } from '../events.ts'

/** Tells of a change that brought the customer to this version. */
export function appendCustomerEvent(
  { events, viewer, requestId, clock }: UseCaseContext,
  transaction: Transaction,
  customer: { id: string; stationId: string; version: number },
  event: CustomerEvent,
): Promise<void> {
  return events.append(transaction, {
    ...event,
    stationId: customer.stationId,
    aggregateType: 'customer',
    aggregateId: customer.id,
    aggregateVersion: customer.version,
    actorId: actorOf(viewer),
    requestId,
    occurredAt: clock.now(),
  })
}
