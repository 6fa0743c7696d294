import { prepareInsert } from '#platform/database/insert.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { NewEvent } from './domain-event.ts'

const insertEvents = prepareInsert('events.domain_events', [
  'id',
  'stationId',
  'type',
  'aggregateType',
  'aggregateId',
  'aggregateVersion',
  'actorId',
  'requestId',
  'payload',
  'occurredAt',
])

/** Puts an event into the log, in the transaction of the change that it tells of; whoever listens is woken after the commit. */
export interface EventAppender {
  append(transaction: Transaction, event: NewEvent): Promise<void>
}

/**
 * Call it while the transaction holds the lock on the aggregate's row, and after an earlier version's event: the order
 * of the log rests on that.
 */
export class LogAppender implements EventAppender {
  readonly #ring: () => void

  constructor(ring: () => void) {
    this.#ring = ring
  }

  async append(transaction: Transaction, event: NewEvent): Promise<void> {
    await insertEvents(transaction.session, [{ ...event, id: newId() }])
    transaction.afterCommit(this.#ring)
  }
}
