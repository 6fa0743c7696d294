import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { BookingEvent } from '../events.ts'

/** Tells of a step that brought the booking to this version. */
export function appendBookingEvent(
  { events, requestId }: UseCaseContext,
  transaction: Transaction,
  booking: { id: string; stationId: string; version: number },
  { actorId, at, event }: { actorId: string | null; at: Date; event: BookingEvent },
): Promise<void> {
  return events.append(transaction, {
    ...event,
    stationId: booking.stationId,
    aggregateType: 'booking',
    aggregateId: booking.id,
    aggregateVersion: booking.version,
    actorId,
    requestId,
    occurredAt: at,
  })
}
