import { actorOf } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { AvailabilityEvent } from '../../events.ts'

/** Tells of a change that brought a resource, an override, a time off or a policy to this version. */
export function appendAvailabilityEvent(
  { events, viewer, requestId, clock }: UseCaseContext,
  transaction: Transaction,
  { id, stationId, version }: { id: string; stationId: string; version: number },
  event: AvailabilityEvent,
): Promise<void> {
  // As public ids know it: in words.
  const [aggregateType = ''] = event.type.split('.')
  return events.append(transaction, {
    ...event,
    stationId,
    aggregateType: aggregateType.replaceAll('_', ' '),
    aggregateId: id,
    aggregateVersion: version,
    actorId: actorOf(viewer),
    requestId,
    occurredAt: clock.now(),
  })
}
