import { actorOf } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { DomainEventOf } from '#platform/events/domain-event.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'

/** Whose version it is that an event tells of, and the station at which it is told. */
export interface ChangedAggregate {
  id: string
  stationId: string
  version: number
}

/** Tells of a change by the viewer; the aggregate is of the sort that the type of the event begins with. */
export function appendEvent(
  { events, viewer, requestId, clock }: UseCaseContext,
  transaction: Transaction,
  { id, stationId, version }: ChangedAggregate,
  event: DomainEventOf<string, object>,
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
