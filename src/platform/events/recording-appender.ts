import type { OperationUnit, Transaction } from '#platform/database/unit-of-work.ts'
import type { NewEvent } from './domain-event.ts'
import type { EventAppender } from './event-appender.ts'

/** Appends, and remembers what it has appended, for one operation. */
export class RecordingAppender implements EventAppender {
  readonly #appender: EventAppender
  readonly #appended: { transaction: Transaction; event: NewEvent }[] = []

  constructor(appender: EventAppender) {
    this.#appender = appender
  }

  async append(transaction: Transaction, event: NewEvent): Promise<void> {
    await this.#appender.append(transaction, event)
    this.#appended.push({ transaction, event })
  }

  /** The events of the parts that were not refused, in their order. */
  keptIn(unit: OperationUnit): readonly NewEvent[] {
    return this.#appended.filter(({ transaction }) => unit.isKept(transaction)).map(({ event }) => event)
  }
}
