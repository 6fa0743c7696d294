import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { NewEvent } from './domain-event.ts'

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
    await transaction.prisma.domainEvent.create({
      data: { ...event, payload: { ...event.payload } },
      select: { id: true },
    })
    transaction.afterCommit(this.#ring)
  }
}
