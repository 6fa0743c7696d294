import type { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { Lease } from './lease.ts'

export interface TimeLimitOptions {
  /** How long the operation may take. */
  limitMs: number
  /** Where the pool looks up for whom it gives a connection away. */
  leases: AsyncLocalStorage<Lease>
  /** Fires when nobody waits for the answer any more. */
  gone?: AbortSignal | undefined
}

/** What has been cut off ends by itself, at once; this long it is given to do so. */
const GRACE_MS = 1_000

/** The time of one operation: when it is up, the database is told to stop, and what waits for it is refused. */
export class TimeLimit {
  readonly limitMs: number
  readonly #leases: AsyncLocalStorage<Lease>
  readonly #gone: AbortSignal | undefined
  readonly #lease = new Lease()
  #isOver = false

  constructor({ limitMs, leases, gone }: TimeLimitOptions) {
    this.limitMs = limitMs
    this.#leases = leases
    this.#gone = gone
  }

  /** Whether failures from now on come from the end of the time. */
  get isOver(): boolean {
    return this.#isOver
  }

  /**
   * Does the work, and ends it when its time is up; when it `isAbandonable`, also when nobody waits for it any more.
   * Rejects with `lateness` should it not end even then.
   */
  async run<Result>(
    work: () => Promise<Result>,
    { isAbandonable, lateness }: { isAbandonable: boolean; lateness: () => Error },
  ): Promise<Result> {
    const { promise: late, reject } = Promise.withResolvers<never>()
    const end = () => {
      this.#isOver = true
      this.#lease.cut()
      delay(GRACE_MS, undefined, { ref: false }).then(() => reject(lateness()))
    }
    const timer = setTimeout(end, this.limitMs)
    const gone = isAbandonable ? this.#gone : undefined
    gone?.addEventListener('abort', end, { once: true })
    if (gone?.aborted) end()
    try {
      return await Promise.race([this.#leases.run(this.#lease, work), late])
    } finally {
      clearTimeout(timer)
      gone?.removeEventListener('abort', end)
    }
  }
}
