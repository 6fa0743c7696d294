import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { NewEvent } from './domain-event.ts'

/** Puts an event into the log, in the transaction of the change that it tells of; whoever listens is woken after the commit. */
export interface EventAppender {
  append(transaction: Transaction, event: NewEvent): Promise<void>
}
