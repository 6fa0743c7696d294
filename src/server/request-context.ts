import { clearAllDataLoaders } from '@pothos/plugin-dataloader'
import type { Context, WholeOperation } from '#graphql/context.ts'
import { PersonalReads } from '#graphql/personal-reads.ts'
import type { Audience } from '#kernel/audience.ts'
import type { Clock } from '#kernel/clock.ts'
import type { TravelTimes } from '#kernel/travel-times.ts'
import type { Viewer } from '#kernel/viewer.ts'
import type { Closings } from '#platform/closings.ts'
import type { CouponBook } from '#platform/coupons.ts'
import type { AccessTokens } from '#platform/crypto/access-tokens.ts'
import type { ApiKeyHashes } from '#platform/crypto/api-key-hashes.ts'
import type { IdentityProviders } from '#platform/crypto/identity-providers.ts'
import type { PersonalData } from '#platform/crypto/personal-data.ts'
import type { SignedTokens } from '#platform/crypto/signed-tokens.ts'
import type { StatementObserver } from '#platform/database/client-session.ts'
import type { GatewayPool } from '#platform/database/pool.ts'
import { ReadTransaction } from '#platform/database/read-transaction.ts'
import { TimeLimit } from '#platform/database/time-limit.ts'
import type { OperationUnit, OperationUnits, UnitsOfWork } from '#platform/database/unit-of-work.ts'
import type { EventAppender } from '#platform/events/event-appender.ts'
import type { EventLog } from '#platform/events/event-log.ts'
import { RecordingAppender } from '#platform/events/recording-appender.ts'
import type { Answers } from '#platform/idempotency/answers.ts'
import type { Log } from '#platform/log.ts'
import type { Postbox } from '#platform/mail/postbox.ts'
import type { Budget, Budgets } from '#platform/rate-limits/budgets.ts'
import type { StationDirectory } from '#platform/stations.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { recordPersonalReads } from './record-personal-reads.ts'

/** What lives as long as the process and every request needs. */
export interface Platform {
  log: Log
  clock: Clock
  pool: GatewayPool
  unitOfWork: UnitsOfWork
  events: EventAppender
  eventLog: EventLog
  answers: Answers
  personalData: PersonalData
  signedTokens: SignedTokens
  accessTokens: AccessTokens
  apiKeyHashes: ApiKeyHashes
  identityProviders: IdentityProviders
  stations: StationDirectory
  coupons: CouponBook
  travelTimes: TravelTimes
  closings: Closings
  postbox: Postbox
  appUrl: string
  /** Where clients reach the gateway, without a slash at the end; known once it listens. */
  gatewayUrl(): string
  budgets: Budgets
  /** How long an operation may take. */
  executionMs: number
  /** Sees each statement of each operation; for tests. */
  observeStatement?: StatementObserver
}

export interface Caller {
  viewer: Viewer
  audience: Audience
  requestId: string
  client: Context['client']
  budget: Budget
  /** Fires when nobody waits for the answer any more. */
  gone?: AbortSignal
  /** Who that is by now, for what outlives the request; throws when it is nobody any more. */
  currentViewer?: () => Promise<Viewer>
}

/** Through what an operation reads and writes, where it notes of whom it reads, and its time. */
type Access = Pick<Context, 'reads' | 'personalReads' | 'time'> & Pick<UseCaseContext, 'unitOfWork' | 'events'>

/** The context of one operation. */
export function createContext(platform: Platform, caller: Caller): Context {
  const reads = new ReadTransaction(platform.pool, caller.viewer, platform.observeStatement)
  const time = new TimeLimit({ limitMs: platform.executionMs, leases: platform.pool.lease, gone: caller.gone })
  const personalReads = new PersonalReads()
  const access = { reads, personalReads, time, unitOfWork: unitsOf(platform, caller), events: platform.events }
  return contextOver(platform, caller, access, () => undefined)
}

function unitsOf({ unitOfWork }: Platform, { viewer, requestId }: Caller): OperationUnits {
  return unitOfWork.onBehalfOf({ actor: viewer, requestId })
}

function contextOver(
  platform: Platform,
  caller: Caller,
  { reads, personalReads, time, unitOfWork, events }: Access,
  note: (outcome: unknown) => void,
): Context {
  const { viewer, audience, requestId, client, budget, currentViewer = async () => viewer } = caller
  const { clock, personalData, signedTokens, accessTokens, apiKeyHashes, identityProviders } = platform
  const { stations, coupons, travelTimes, postbox, appUrl, closings } = platform
  const context: Context = {
    viewer,
    audience,
    requestId,
    client,
    budget,
    time,
    clock,
    reads,
    personalData,
    signedTokens,
    stations,
    coupons,
    travelTimes,
    accessTokens,
    personalReads,
    async recordPersonalReads(operation) {
      // First, so that an operation never waits for a second connection while it holds one.
      reads.close()
      await recordPersonalReads(platform, { viewer, requestId, operation, personalReads })
    },
    gatewayUrl: platform.gatewayUrl(),
    apiKeyHashes,
    identityProviders,
    async perform(useCase, input) {
      reads.renew()
      try {
        const parts = {
          clock,
          unitOfWork,
          events,
          personalData,
          signedTokens,
          stations,
          coupons,
          travelTimes,
          postbox,
          appUrl,
          closings,
        }
        const result = await useCase({ viewer, requestId, ...parts }, input)
        note(null)
        return result
      } catch (error) {
        note(error)
        throw error
      } finally {
        clearAllDataLoaders(context)
      }
    },
    tryOut: (work) =>
      unitsOf(platform, caller).runOperation(viewer, async (unit) => ({
        result: await work(wholeOperation(platform, caller, { personalReads, time, unit })),
        keep: false,
      })),
    doOnce: (request, work) =>
      platform.answers.once(unitsOf(platform, caller), viewer, request, (unit) =>
        work(wholeOperation(platform, caller, { personalReads, time, unit })),
      ),
    follow: (subscription) => platform.eventLog.follow({ ...subscription, viewer: currentViewer }),
  }
  return context
}

function wholeOperation(
  platform: Platform,
  caller: Caller,
  { personalReads, time, unit }: Pick<Access, 'personalReads' | 'time'> & { unit: OperationUnit },
): WholeOperation {
  const outcomes: unknown[] = []
  const events = new RecordingAppender(platform.events)
  const access = { reads: unit.reads, personalReads, time, unitOfWork: unit, events }
  const context = contextOver(platform, caller, access, (outcome) => outcomes.push(outcome))
  return { context, outcomes, events: () => events.keptIn(unit) }
}
