import type { Statement } from '#platform/database/rows.ts'
import { statementName } from '#platform/database/statements.ts'
import type { StoredEvent } from './domain-event.ts'

interface EventRow {
  id: string
  xid: string
  position: number
  station_id: string
  type: string
  aggregate_type: string
  aggregate_id: string
  aggregate_version: number
  actor_id: string | null
  request_id: string | null
  payload: string
  occurred_at: Date
}

/** What a snapshot says about the log. */
export interface LogState {
  epoch: number
  /** Events below this may be gone. */
  floorXid: string
  /** The oldest transaction still running: below it, nothing will ever be added. */
  horizonXid: string
}

/** Goes as text, so that its length is known without serializing it again. */
const COLUMNS = `event.id, event.xid, event.position, event.station_id, event.type, event.aggregate_type,
    event.aggregate_id, event.aggregate_version, event.actor_id, event.request_id, event.payload::text as payload,
    event.occurred_at`

// The xid stays an xid8 wherever there is an ORDER BY: its text would sort 10 before 9.
const AFTER_AND_SETTLED = `(event.xid, event.position) > ($1::xid8, $2::bigint)
    and event.xid < pg_snapshot_xmin(pg_current_snapshot())
  order by event.xid, event.position
  limit $3`

/** Values: xid and position after which, limit. */
export const readSettledEvents: Statement<EventRow> = fixed(`
  select ${COLUMNS} from events.domain_events as event
  where ${AFTER_AND_SETTLED}`)

/** The next committed event after a place, settled or not. Ordered, so that it is never sought through the whole table. */
export const findNextEvent: Statement<{ id: string }> = fixed(`
  select event.id from events.domain_events as event
  where (event.xid, event.position) > ($1::xid8, $2::bigint)
  order by event.xid, event.position
  limit 1`)

/** Values: xid and position after which, limit, stations, types. Each station gives its next events by its own index. */
export const readBacklogEvents: Statement<EventRow> = fixed(`
  select event.* from unnest($4::uuid[]) as station (id)
  cross join lateral (
    select ${COLUMNS} from events.domain_events as event
    where event.station_id = station.id and event.type = any ($5::text[]) and ${AFTER_AND_SETTLED}
  ) as event
  order by event.xid, event.position
  limit $3`)

export const readLogState: Statement<LogState> = fixed(`
  select epoch, floor_xid as "floorXid", pg_snapshot_xmin(pg_current_snapshot()) as "horizonXid"
  from events.event_log`)

export function toStoredEvent(row: EventRow): StoredEvent {
  return {
    id: row.id,
    position: { xid: row.xid, position: row.position },
    stationId: row.station_id,
    type: row.type,
    aggregateType: row.aggregate_type,
    aggregateId: row.aggregate_id,
    aggregateVersion: row.aggregate_version,
    actorId: row.actor_id,
    requestId: row.request_id,
    payload: JSON.parse(row.payload) as object,
    payloadLength: row.payload.length,
    occurredAt: row.occurred_at,
  }
}

function fixed<Row>(text: string): Statement<Row> {
  return { name: statementName(text), text }
}
