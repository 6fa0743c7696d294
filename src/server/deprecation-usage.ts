import type { Context } from '#graphql/context.ts'
import type { Deprecation } from '#graphql/deprecations.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Log } from '#platform/log.ts'

/** How often a client has used something that is going away, since the process started. */
export interface DeprecatedUse {
  /** The name that it gives itself, else who it signs in as. */
  client: string
  coordinate: string
  sunset: string | null
  /** Operations. */
  count: number
  lastUsedAt: Date
}

type Caller = Pick<Context, 'client' | 'viewer'>

interface Counter extends DeprecatedUse {
  reportedAt: Date | null
}

/** Of all clients; beyond it, new ones are counted together. Anybody can make up names. */
const MAX_CLIENTS = 500
const OTHERS = '(others)'
const REPORT_EVERY_MS = 3_600_000

/** Counts who still uses what is deprecated, and leaves a line in the log for each client and coordinate once an hour. */
export class DeprecationUsage {
  /** When the process, and with it all that is deprecated, was there at the latest. */
  readonly since: Date
  readonly #clock: Clock
  readonly #log: Log
  readonly #clients = new Map<string, Map<string, Counter>>()

  constructor(clock: Clock, log: Log) {
    this.since = clock.now()
    this.#clock = clock
    this.#log = log
  }

  /** Counts one operation. */
  record(deprecations: readonly Deprecation[], caller: Caller): void {
    if (deprecations.length === 0) return
    const name = clientOf(caller)
    const client = this.#clients.has(name) || this.#clients.size < MAX_CLIENTS ? name : OTHERS
    const counters = this.#clients.get(client) ?? new Map<string, Counter>()
    this.#clients.set(client, counters)
    const now = this.#clock.now()
    for (const { coordinate, sunset } of deprecations) {
      const counter = counters.get(coordinate) ?? {
        client,
        coordinate,
        sunset,
        count: 0,
        lastUsedAt: now,
        reportedAt: null,
      }
      counter.count += 1
      counter.lastUsedAt = now
      counters.set(coordinate, counter)
      this.#report(counter, now)
    }
  }

  list(): readonly DeprecatedUse[] {
    return [...this.#clients.values()].flatMap((counters) =>
      [...counters.values()].map(({ reportedAt: _, ...use }) => use),
    )
  }

  #report(counter: Counter, now: Date): void {
    const { client, coordinate, sunset, count, reportedAt } = counter
    if (reportedAt && now.getTime() - reportedAt.getTime() < REPORT_EVERY_MS) return
    counter.reportedAt = now
    this.#log.warn({ client, coordinate, sunset, count }, 'a deprecated part of the API is used')
  }
}

function clientOf({ client: { name }, viewer }: Caller): string {
  if (name !== null) return name
  return viewer.kind === 'partner' ? `API key ${viewer.apiKeyId}` : viewer.kind
}
