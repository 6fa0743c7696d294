import type { Viewer } from '#kernel/viewer.ts'
import type { StatementObserver } from '#platform/database/client-session.ts'
import type { GatewayPool } from '#platform/database/pool.ts'
import { ReadTransaction } from '#platform/database/read-transaction.ts'
import type { StoredEvent } from './domain-event.ts'
import type { EventPosition } from './event-position.ts'
import { type LogState, readBacklogEvents, readLogState, toStoredEvent } from './log-statements.ts'

interface BacklogRequest {
  /** Null reads no events, only where the log stands. */
  after: EventPosition | null
  stationIds: readonly string[]
  types: readonly string[]
  limit: number
}

/** The next settled events after a place, and the log as the same snapshot sees it. */
interface BacklogPage {
  log: LogState
  events: readonly StoredEvent[]
}

export type ReadBacklog = (viewer: Viewer, request: BacklogRequest) => Promise<BacklogPage>

/** Reads as the viewer, under row-level security, in a transaction of its own that is over when the page is there. */
export function createBacklogReader(pool: GatewayPool, observe?: StatementObserver): ReadBacklog {
  return async (viewer, { after, stationIds, types, limit }) => {
    const reads = new ReadTransaction(pool, viewer, observe)
    try {
      const reading = after && reads.run(readBacklogEvents, [after.xid, after.position, limit, stationIds, types])
      const [[log], rows] = await Promise.all([reads.run(readLogState, []), reading])
      if (!log) throw new Error('the row of events.event_log is missing')
      return { log, events: rows?.map(toStoredEvent) ?? [] }
    } finally {
      reads.close()
    }
  }
}
