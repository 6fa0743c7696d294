import type { EventPosition } from './event-position.ts'

/** What happened, as a domain declares it: a name in the past tense, and a thin payload without personal data. */
export interface DomainEventOf<Type extends string, Payload extends object> {
  type: Type
  payload: Payload
}

/** An event on its way into the log. */
export interface NewEvent {
  /** `aggregate.what_happened` */
  type: string
  stationId: string
  aggregateType: string
  aggregateId: string
  /** The version that the aggregate has through this change; each version has one event. */
  aggregateVersion: number
  actorId: string | null
  requestId: string
  payload: object
  occurredAt: Date
}

/** An event as the log holds it. A reader that knows the type names it: `StoredEvent<BookingConfirmed>`. */
export type StoredEvent<Event extends DomainEventOf<string, object> = DomainEventOf<string, object>> = Readonly<
  Omit<NewEvent, 'type' | 'payload' | 'requestId'>
> & {
  readonly id: string
  readonly position: EventPosition
  /** Null where no request caused it: jobs, migrations. */
  readonly requestId: string | null
  /** Characters of the payload as JSON; what queues count. */
  readonly payloadLength: number
} & Readonly<Event>
