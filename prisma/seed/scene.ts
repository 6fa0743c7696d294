import { ApiKeyAuthenticator, stationDirectory } from '#domains/domains.ts'
import type { Clock } from '#kernel/clock.ts'
import { greatCircleTimes } from '#kernel/travel-times.ts'
import type { Viewer } from '#kernel/viewer.ts'
import { Closings } from '#platform/closings.ts'
import { noCoupons } from '#platform/coupons.ts'
import { ApiKeyHashes } from '#platform/crypto/api-key-hashes.ts'
import { PersonalData } from '#platform/crypto/personal-data.ts'
import { SignedTokens } from '#platform/crypto/signed-tokens.ts'
import { GatewayPool } from '#platform/database/pool.ts'
import { PrismaUnitOfWork } from '#platform/database/prisma-unit-of-work.ts'
import { ReadTransaction } from '#platform/database/read-transaction.ts'
import { joining, type UnitsOfWork } from '#platform/database/unit-of-work.ts'
import { EventLog } from '#platform/events/event-log.ts'
import type { Log } from '#platform/log.ts'
import type { Secrets } from '#platform/secrets.ts'
import { systemClock } from '#platform/system-clock.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'

/** A clock that is set by hand, so that things can have happened in the past. */
export class SceneClock implements Clock {
  #now: Date

  constructor(now: Date) {
    this.#now = now
  }

  now(): Date {
    return this.#now
  }

  set(now: Date): void {
    this.#now = now
  }
}

/** What use cases need, over a database of which nobody serves requests yet. */
export class Scene {
  readonly #pool: GatewayPool
  readonly #unitOfWork: UnitsOfWork
  readonly #apiKeys: ApiKeyAuthenticator
  readonly #parts: Omit<UseCaseContext, 'viewer' | 'clock' | 'unitOfWork'>

  constructor(gatewayUrl: string, secrets: Secrets, log: Log) {
    this.#pool = new GatewayPool({ url: gatewayUrl, log, size: 6 })
    const { cursorKey } = secrets
    const events = new EventLog({ url: gatewayUrl, pool: this.#pool, cursorKey, clock: systemClock, log })
    this.#unitOfWork = new PrismaUnitOfWork(this.#pool)
    this.#apiKeys = new ApiKeyAuthenticator({
      openReads: (viewer) => new ReadTransaction(this.#pool, viewer),
      hashes: new ApiKeyHashes(secrets.apiKeyPepper),
      clock: systemClock,
      // The demo data guess nothing, and use nothing.
      throttle: { requireOpen: () => undefined, countFailure: async () => undefined },
      noteUse: () => undefined,
    })
    this.#parts = {
      requestId: 'demo-data',
      events: events.appender,
      personalData: new PersonalData(secrets),
      signedTokens: new SignedTokens(cursorKey),
      stations: stationDirectory,
      coupons: noCoupons,
      travelTimes: greatCircleTimes,
      closings: new Closings(),
      // The demo data write to nobody.
      postbox: { post: () => undefined },
      appUrl: '',
    }
  }

  context(viewer: Viewer, clock: Clock): UseCaseContext {
    const unitOfWork = this.#unitOfWork.onBehalfOf({ actor: viewer, requestId: this.#parts.requestId })
    return { ...this.#parts, unitOfWork, viewer, clock }
  }

  /** Whether there is any business yet. */
  async isEmpty(): Promise<boolean> {
    const platform = { kind: 'system', scope: 'platform', stationIds: [], organizationIds: [] } as const
    return (await this.#unitOfWork.run(platform, ({ prisma }) => prisma.organization.count())) === 0
  }

  async isGoodKey(key: string): Promise<boolean> {
    return (await this.#apiKeys.authenticate(key, null)) !== null
  }

  close(): Promise<void> {
    return this.#pool.end()
  }
}

/** Few enough for the time that a transaction has, also on a machine that is busy with other things. */
const BATCH_SIZE = 12

/** Does the work for each entry, many in one transaction: that is faster than one transaction each. */
export async function inBatches<Entry, Result>(
  context: UseCaseContext,
  entries: readonly Entry[],
  work: (context: UseCaseContext, entry: Entry) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (let at = 0; at < entries.length; at += BATCH_SIZE) {
    const batch = entries.slice(at, at + BATCH_SIZE)
    const done = await context.unitOfWork.run(context.viewer, async (transaction) => {
      const inside = { ...context, unitOfWork: joining(transaction) }
      const all: Result[] = []
      for (const entry of batch) all.push(await work(inside, entry))
      return all
    })
    results.push(...done)
  }
  return results
}
