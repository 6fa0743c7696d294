import type { Clock } from '#kernel/clock.ts'
import { systemViewer } from '#kernel/viewer.ts'
import type { UnitOfWork } from '#platform/database/unit-of-work.ts'
import type { Log } from '#platform/log.ts'
import { removeExpiredKeys } from './answer-store.ts'

/** Removed in one go. */
const BATCH = 500
const REST_MS = 60_000

/** Removes expired keys in the background, a bounded number after keys were taken: it keeps up with whoever takes them. */
export class ExpiredKeys {
  readonly #unitOfWork: UnitOfWork
  readonly #clock: Clock
  readonly #log: Log
  #dueAt = 0
  #atWork = false

  constructor(unitOfWork: UnitOfWork, clock: Clock, log: Log) {
    this.#unitOfWork = unitOfWork
    this.#clock = clock
    this.#log = log
  }

  /** To be called after a key was taken. At most once a minute, unless there was more to remove than one batch. */
  async sweep(): Promise<void> {
    const now = this.#clock.now()
    if (this.#atWork || now.getTime() < this.#dueAt) return
    this.#atWork = true
    this.#dueAt = now.getTime() + REST_MS
    try {
      const removed = await this.#unitOfWork.run(systemViewer('upkeep'), (transaction) =>
        removeExpiredKeys(transaction, now, BATCH),
      )
      if (removed === BATCH) this.#dueAt = 0
    } catch (error) {
      this.#log.warn({ err: error }, 'expired idempotency keys were not removed')
    } finally {
      this.#atWork = false
    }
  }
}
