import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Statement } from '#platform/database/rows.ts'
import { findNextEvent, readBacklogEvents, readSettledEvents } from '#platform/events/log-statements.ts'
import { EAST, type LogFixture, NORTH, openLogFixture, WEST } from './log-fixture.ts'

interface Plan {
  'Node Type': string
  'Index Name'?: string
  Plans?: Plan[]
}

const EVENTS = 30_000
const OTHER_STATIONS = Array.from({ length: 87 }, (_, at) => `01990000-0000-7000-8000-0000000009${at + 10}`)
const STATIONS = [EAST, WEST, NORTH, ...OTHER_STATIONS]

describe('the plans of the log, with thousands of events,', () => {
  let fixture: LogFixture
  let client: pg.Client
  let late: { xid: string; position: string }

  beforeAll(async () => {
    fixture = await openLogFixture()
    await fixture.admin.query(
      `INSERT INTO identity.stations (id, organization_id, name, code, timezone, currency, updated_at)
       SELECT id, (SELECT id FROM identity.organizations), 'Other', 'X' || number, 'UTC', 'USD', now()
       FROM unnest($1::uuid[]) WITH ORDINALITY AS station (id, number)`,
      [OTHER_STATIONS],
    )
    for (let batch = 0; batch < EVENTS; batch += 250) {
      await fixture.admin.query(
        `INSERT INTO events.domain_events
           (id, station_id, type, aggregate_type, aggregate_id, aggregate_version, payload, occurred_at)
         SELECT gen_random_uuid(), $1, 'booking.confirmed', 'booking', gen_random_uuid(), 1, '{}', now()
         FROM generate_series(1, 250)`,
        [STATIONS[(batch / 250) % STATIONS.length]],
      )
    }
    await fixture.admin.query('VACUUM ANALYZE events.domain_events')
    const { rows } = await fixture.admin.query(
      'SELECT xid, position FROM events.domain_events ORDER BY xid, position OFFSET $1 LIMIT 1',
      [EVENTS - 1_000],
    )
    late = rows[0]
    client = new pg.Client({ connectionString: fixture.database.gatewayUrl })
    await client.connect()
  })

  afterAll(async () => {
    await client.end()
    await fixture.close()
  })

  /** The plan that the statement gets when it is used again and again, and how many rows it read. */
  async function explain({ text }: Statement<unknown>, values: readonly string[]): Promise<Plan> {
    await client.query(`SET plan_cache_mode = force_generic_plan; PREPARE statement AS ${text}`)
    const literals = values.map((value) => `'${value}'`).join(', ')
    const { rows } = await client.query(`EXPLAIN (FORMAT JSON) EXECUTE statement(${literals})`)
    await client.query('DEALLOCATE statement')
    return rows[0]['QUERY PLAN'][0].Plan
  }

  /** The scans of tables and the sorts of a plan, from the top. */
  function work(plan: Plan): string[] {
    const own = /Scan|Sort/.test(plan['Node Type']) ? [`${plan['Node Type']} ${plan['Index Name'] ?? ''}`.trim()] : []
    return [...own, ...(plan.Plans ?? []).flatMap(work)]
  }

  it('read the feed along the index, without sorting', async () => {
    await client.query(`SET app.scope = 'feed'`)
    const plan = await explain(readSettledEvents, [late.xid, late.position, '500'])
    expect(work(plan)).toEqual(['Index Scan domain_events_xid_position_idx'])
  })

  it('look for anything that is not settled along the index', async () => {
    await client.query(`SET app.scope = 'feed'`)
    const plan = await explain(findNextEvent, [late.xid, late.position])
    expect(work(plan)).toEqual(['Index Scan domain_events_xid_position_idx'])
  })

  it('read each station of a backlog along its own index, and sort no more than a page of each', async () => {
    await client.query(`RESET app.scope; SET app.station_ids = '${EAST},${WEST}'`)
    const values = [late.xid, late.position, '500', `{${EAST},${WEST}}`, '{booking.confirmed}']
    const plan = await explain(readBacklogEvents, values)
    expect(work(plan)).toEqual(['Sort', 'Function Scan', 'Index Scan domain_events_station_id_xid_position_idx'])
  })
})
