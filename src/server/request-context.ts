import { clearAllDataLoaders } from '@pothos/plugin-dataloader'
import type { Context } from '#graphql/context.ts'
import type { Audience } from '#kernel/audience.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Viewer } from '#kernel/viewer.ts'
import type { AccessTokens } from '#platform/crypto/access-tokens.ts'
import type { ApiKeyHashes } from '#platform/crypto/api-key-hashes.ts'
import type { PersonalData } from '#platform/crypto/personal-data.ts'
import type { StatementObserver } from '#platform/database/client-session.ts'
import type { GatewayPool } from '#platform/database/pool.ts'
import { ReadTransaction } from '#platform/database/read-transaction.ts'
import type { UnitOfWork } from '#platform/database/unit-of-work.ts'
import type { EventAppender } from '#platform/events/event-appender.ts'
import type { EventLog } from '#platform/events/event-log.ts'
import type { Log } from '#platform/log.ts'
import type { StationDirectory } from '#platform/stations.ts'

/** What lives as long as the process and every request needs. */
export interface Platform {
  log: Log
  clock: Clock
  pool: GatewayPool
  unitOfWork: UnitOfWork
  events: EventAppender
  eventLog: EventLog
  personalData: PersonalData
  accessTokens: AccessTokens
  apiKeyHashes: ApiKeyHashes
  stations: StationDirectory
  /** Sees each statement of each operation; for tests. */
  observeStatement?: StatementObserver
}

export interface Caller {
  viewer: Viewer
  audience: Audience
  requestId: string
  client: Context['client']
  /** Who that is by now, for what outlives the request; throws when it is nobody any more. */
  currentViewer?: () => Promise<Viewer>
}

/** The context of one operation. */
export function createContext(platform: Platform, caller: Caller): Context {
  const { viewer, audience, requestId, client, currentViewer = async () => viewer } = caller
  const { clock, unitOfWork, events, personalData, accessTokens, apiKeyHashes, stations } = platform
  const reads = new ReadTransaction(platform.pool, viewer, platform.observeStatement)
  const context: Context = {
    viewer,
    audience,
    requestId,
    client,
    clock,
    reads,
    personalData,
    accessTokens,
    apiKeyHashes,
    async perform(useCase, input) {
      reads.renew()
      try {
        return await useCase({ viewer, requestId, clock, unitOfWork, events, personalData, stations }, input)
      } finally {
        clearAllDataLoaders(context)
      }
    },
    follow: (subscription) => platform.eventLog.follow({ ...subscription, viewer: currentViewer }),
  }
  return context
}
