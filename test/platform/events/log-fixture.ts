import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { UserViewer } from '#kernel/viewer.ts'
import { GatewayPool } from '#platform/database/pool.ts'
import { EventLog } from '#platform/events/event-log.ts'
import { createLog } from '#platform/log.ts'
import { systemClock } from '#platform/system-clock.ts'
import { createTestDatabase } from '../../support/database.ts'
import { waitFor } from '../../support/wait.ts'

export const silent = createLog('silent')
export const cursorKey = Buffer.alloc(32, 7)

const ORGANIZATION = '01990000-0000-7000-8000-000000000001'
/** The stations of the fixture's one organization. */
export const [EAST, WEST, NORTH] = ['1', '2', '3'].map((digit) => `01990000-0000-7000-8000-00000000010${digit}`) as [
  string,
  string,
  string,
]

/** Somebody who may read bookings at these stations, and sees nothing of others. */
export function bookingReader(...stationIds: string[]): UserViewer {
  return {
    kind: 'user',
    userId: '01990000-0000-7000-8000-000000000201',
    sessionId: '01990000-0000-7000-8000-000000000301',
    stationIds,
    organizationIds: [ORGANIZATION],
    grants: new Map([['bookings:booking:read', new Set(stationIds)]]),
  }
}

export interface RawEvent {
  stationId: string
  type?: string
  aggregateId?: string
  version?: number
  payload?: object
}

/** One connection of the gateway's role that appends with bare SQL, in transactions that the test steers. */
export class LogWriter {
  readonly client: pg.Client

  constructor(url: string) {
    this.client = new pg.Client({ connectionString: url, application_name: 'writer' })
  }

  async begin(): Promise<void> {
    await this.client.query(`BEGIN; SET LOCAL app.station_ids = '${[EAST, WEST, NORTH].join(',')}'`)
  }

  /** Gives the transaction its id, as its first write does, and tells it. */
  async takeXid(): Promise<bigint> {
    const { rows } = await this.client.query('SELECT pg_current_xact_id()::text AS own')
    return BigInt(rows[0].own)
  }

  async append(event: RawEvent): Promise<{ id: string; xid: string; position: number }> {
    const { stationId, type = 'booking.confirmed', aggregateId = randomUUID(), version = 1, payload = {} } = event
    const { rows } = await this.client.query(
      `INSERT INTO events.domain_events
         (id, station_id, type, aggregate_type, aggregate_id, aggregate_version, payload, occurred_at)
       VALUES ($1, $2, $3, 'booking', $4, $5, $6, now()) RETURNING id, xid, position`,
      [randomUUID(), stationId, type, aggregateId, version, payload],
    )
    return { ...rows[0], position: Number(rows[0].position) }
  }

  async commit(): Promise<void> {
    await this.client.query('COMMIT')
  }

  async rollback(): Promise<void> {
    await this.client.query('ROLLBACK')
  }

  /** Each event in a transaction of its own; the ids, in order. */
  async commitEach(events: readonly RawEvent[]): Promise<string[]> {
    const ids: string[] = []
    for (const event of events) {
      await this.begin()
      ids.push((await this.append(event)).id)
      await this.commit()
    }
    return ids
  }

  /** Many small events in one transaction; the ids, in order. */
  async commitMany(count: number, event: RawEvent): Promise<string[]> {
    await this.begin()
    const { rows } = await this.client.query(
      `INSERT INTO events.domain_events
         (id, station_id, type, aggregate_type, aggregate_id, aggregate_version, payload, occurred_at)
       SELECT gen_random_uuid(), $1, $2, 'booking', gen_random_uuid(), 1, '{}', now() FROM generate_series(1, $3)
       RETURNING id, position`,
      [event.stationId, event.type ?? 'booking.confirmed', count],
    )
    await this.commit()
    return rows.toSorted((a, b) => Number(a.position) - Number(b.position)).map(({ id }) => id)
  }
}

/** A database with three stations, and ways to write to its log and to follow it. `close` ends all of it. */
export async function openLogFixture({ poolSize = 6 }: { poolSize?: number } = {}) {
  const database = await createTestDatabase()
  const admin = new pg.Client({ connectionString: database.adminUrl })
  await admin.connect()
  await admin.query(
    `INSERT INTO identity.organizations (id, name, slug, updated_at) VALUES ($1, 'Ember', 'ember', now())`,
    [ORGANIZATION],
  )
  await admin.query(
    `INSERT INTO identity.stations (id, organization_id, name, code, timezone, currency, updated_at)
     SELECT id, $1, 'Station', 'S' || number, 'UTC', 'USD', now()
     FROM unnest($2::uuid[]) WITH ORDINALITY AS station (id, number)`,
    [ORGANIZATION, [EAST, WEST, NORTH]],
  )
  const pool = new GatewayPool({ url: database.gatewayUrl, log: silent, size: poolSize })
  const writers: LogWriter[] = []
  const eventLogs: EventLog[] = []

  return {
    database,
    admin,
    pool,
    async openWriter(): Promise<LogWriter> {
      const writer = new LogWriter(database.gatewayUrl)
      await writer.client.connect()
      writers.push(writer)
      return writer
    },
    /** What one process of the gateway has. Not started. */
    createEventLog(): EventLog {
      const eventLog = new EventLog({ url: database.gatewayUrl, pool, cursorKey, clock: systemClock, log: silent })
      eventLogs.push(eventLog)
      return eventLog
    },
    /** Ends the server's side of all feeds; tells how many there were. */
    async killFeeds(): Promise<number> {
      const { rowCount } = await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'teppan feed'`,
      )
      return rowCount ?? 0
    },
    /** Waits until no running transaction, also none of another test's database, holds back what is committed. */
    async settle(): Promise<void> {
      await waitFor('everything committed is settled', async () => {
        const { rows } = await admin.query(
          'SELECT max(xid) < pg_snapshot_xmin(pg_current_snapshot()) AS settled FROM events.domain_events',
        )
        return rows[0].settled as boolean
      })
    },
    async close(): Promise<void> {
      await Promise.all(eventLogs.map((eventLog) => eventLog.stop()))
      await Promise.all(writers.map(({ client }) => client.end()))
      await pool.end()
      await admin.end()
      await database.drop()
    },
  }
}

export type LogFixture = Awaited<ReturnType<typeof openLogFixture>>
