import { setTimeout as delay } from 'node:timers/promises'
import { IdempotencyInProgressError, IdempotencyKeyReusedError } from '#kernel/errors.ts'
import type { KeyedRequest } from './keyed-request.ts'

interface Running<Answer> {
  fingerprint: Buffer
  /** The answer, or null when none was kept. */
  end: Promise<Answer | null>
}

/** As long as the database waits for a lock. */
const PATIENCE_MS = 2_000
/** Requests that wait for a twin at a time, in the whole process. */
const MAX_WAITING = 200

/**
 * The keyed requests that are at work in this process. Of the same request one is at work, and takes a connection; its
 * twins wait here for its answer.
 */
export class RunningRequests<Answer> {
  readonly #running = new Map<string, Running<Answer>>()
  readonly #maxWaiting: number
  #waiting = 0

  constructor(maxWaiting = MAX_WAITING) {
    this.#maxWaiting = maxWaiting
  }

  /** What the work comes to, or else the answer that a twin has just been given. The work says what is `kept` for twins. */
  async run<Outcome>(
    { principal, keyHash, fingerprint }: KeyedRequest,
    work: () => Promise<{ outcome: Outcome; kept: Answer | null }>,
  ): Promise<Outcome | { twins: Answer }> {
    const name = `${principal} ${keyHash.toString('base64url')}`
    const deadline = performance.now() + PATIENCE_MS
    for (let twin = this.#running.get(name); twin; twin = this.#running.get(name)) {
      if (!twin.fingerprint.equals(fingerprint)) throw new IdempotencyKeyReusedError()
      const answer = await this.#wait(twin, deadline)
      if (answer !== null) return { twins: answer }
    }
    const { promise: end, resolve } = Promise.withResolvers<Answer | null>()
    this.#running.set(name, { fingerprint, end })
    let kept: Answer | null = null
    try {
      const done = await work()
      kept = done.kept
      return done.outcome
    } finally {
      this.#running.delete(name)
      resolve(kept)
    }
  }

  async #wait({ end }: Running<Answer>, deadline: number): Promise<Answer | null> {
    if (this.#waiting >= this.#maxWaiting) throw new IdempotencyInProgressError()
    this.#waiting += 1
    const waiting = new AbortController()
    const tooLate = delay(deadline - performance.now(), 'too late' as const, { signal: waiting.signal })
    tooLate.catch(() => undefined)
    try {
      const answer = await Promise.race([end, tooLate])
      if (answer === 'too late') throw new IdempotencyInProgressError()
      return answer as Answer | null
    } finally {
      waiting.abort()
      this.#waiting -= 1
    }
  }
}
