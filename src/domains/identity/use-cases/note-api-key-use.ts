import { LRUCache } from 'lru-cache'
import type { Clock } from '#kernel/clock.ts'
import { systemViewer } from '#kernel/viewer.ts'
import type { UnitOfWork } from '#platform/database/unit-of-work.ts'
import type { Log } from '#platform/log.ts'
import { stampApiKeyUse } from '../store/api-key-writes.ts'

const MINUTE_MS = 60_000

/**
 * Writes down that a key is in use, at most once a minute over all gateways. Nobody waits for it, and what goes wrong
 * with it is only logged.
 */
export class ApiKeyUses {
  readonly #unitOfWork: UnitOfWork
  readonly #clock: Clock
  readonly #log: Log
  /** When this gateway last tried, by key. */
  readonly #noted = new LRUCache<string, number>({ max: 10_000 })

  constructor(unitOfWork: UnitOfWork, clock: Clock, log: Log) {
    this.#unitOfWork = unitOfWork
    this.#clock = clock
    this.#log = log
  }

  note(apiKeyId: string): void {
    const at = this.#clock.now()
    const noted = this.#noted.get(apiKeyId)
    if (noted !== undefined && at.getTime() - noted < MINUTE_MS) return
    this.#noted.set(apiKeyId, at.getTime())
    const before = new Date(at.getTime() - MINUTE_MS)
    this.#unitOfWork
      .run(systemViewer('sign_in'), (transaction) => stampApiKeyUse(transaction, apiKeyId, { at, before }))
      .catch((error) => this.#log.warn({ err: error, apiKeyId }, 'the use of an API key was not written down'))
  }
}
