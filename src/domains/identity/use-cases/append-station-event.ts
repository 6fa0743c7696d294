import { actorOf } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { StationEvent } from '../events.ts'

/** Tells, at the station itself, of a change that brought it to this version. */
export function appendStationEvent(
  { events, viewer, requestId, clock }: UseCaseContext,
  transaction: Transaction,
  { id, version }: { id: string; version: number },
  event: StationEvent,
): Promise<void> {
  return events.append(transaction, {
    ...event,
    stationId: id,
    aggregateType: 'station',
    aggregateId: id,
    aggregateVersion: version,
    actorId: actorOf(viewer),
    requestId,
    occurredAt: clock.now(),
  })
}
