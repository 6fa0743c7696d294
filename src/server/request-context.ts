import { clearAllDataLoaders } from '@pothos/plugin-dataloader'
import type { Context } from '#graphql/context.ts'
import type { Audience } from '#kernel/audience.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Viewer } from '#kernel/viewer.ts'
import type { Closings } from '#platform/closings.ts'
import type { AccessTokens } from '#platform/crypto/access-tokens.ts'
import type { ApiKeyHashes } from '#platform/crypto/api-key-hashes.ts'
import type { PersonalData } from '#platform/crypto/personal-data.ts'
import type { StatementObserver } from '#platform/database/client-session.ts'
import type { GatewayPool } from '#platform/database/pool.ts'
import { ReadTransaction } from '#platform/database/read-transaction.ts'
import type { UnitsOfWork } from '#platform/database/unit-of-work.ts'
import type { EventAppender } from '#platform/events/event-appender.ts'
import type { EventLog } from '#platform/events/event-log.ts'
import type { Log } from '#platform/log.ts'
import type { Postbox } from '#platform/mail/postbox.ts'
import type { StationDirectory } from '#platform/stations.ts'

/** What lives as long as the process and every request needs. */
export interface Platform {
  log: Log
  clock: Clock
  pool: GatewayPool
  unitOfWork: UnitsOfWork
  events: EventAppender
  eventLog: EventLog
  personalData: PersonalData
  accessTokens: AccessTokens
  apiKeyHashes: ApiKeyHashes
  stations: StationDirectory
  closings: Closings
  postbox: Postbox
  appUrl: string
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
  const { clock, events, personalData, accessTokens, apiKeyHashes, stations, postbox, appUrl, closings } = platform
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
      const unitOfWork = platform.unitOfWork.onBehalfOf({ actor: viewer, requestId })
      try {
        const parts = { clock, unitOfWork, events, personalData, stations, postbox, appUrl, closings }
        return await useCase({ viewer, requestId, ...parts }, input)
      } finally {
        clearAllDataLoaders(context)
      }
    },
    follow: (subscription) => platform.eventLog.follow({ ...subscription, viewer: currentViewer }),
  }
  return context
}
