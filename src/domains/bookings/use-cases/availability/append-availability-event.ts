import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { AvailabilityEvent } from '../../events.ts'
import { appendEvent, type ChangedAggregate } from '../append-event.ts'

/** Tells of a change that brought a resource, an override, a time off or a policy to this version. */
export function appendAvailabilityEvent(
  context: UseCaseContext,
  transaction: Transaction,
  aggregate: ChangedAggregate,
  event: AvailabilityEvent,
): Promise<void> {
  return appendEvent(context, transaction, aggregate, event)
}
