import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page, PageRequest } from '#kernel/page.ts'
import { systemViewer } from '#kernel/viewer.ts'
import { cursorKeys, listPage, prepareEdge, type ScopedSelection, type Sort } from '#platform/database/keyset.ts'
import { EdgeRead } from '#platform/database/loaders.ts'
import { ReadTransaction } from '#platform/database/read-transaction.ts'
import { db } from '#platform/database/statements.ts'
import { type Business, createBusiness } from '../../support/business.ts'
import { insertCustomerRows } from '../../support/customer-rows.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'

interface Row {
  id: string
  stationId: string
  createdAt: Date
}

const select: ScopedSelection<Row> = (stationId) =>
  db
    .selectFrom('customers.customers as customers')
    .select(['customers.id', 'customers.station_id as stationId', 'customers.created_at as createdAt'])
    .where('customers.station_id', '=', stationId)

const orders = Object.fromEntries(
  (['asc', 'desc'] as const).map((direction) => [
    direction,
    {
      direction,
      keys: [
        { column: 'customers.created_at', name: 'createdAt', type: 'timestamptz' },
        { column: 'customers.id', name: 'id', type: 'uuid' },
      ],
    },
  ]),
) as unknown as Record<'asc' | 'desc', Sort<Row>>

const nested = {
  asc: new EdgeRead<Row>(prepareEdge(select, orders.asc), (row) => row.stationId),
  desc: new EdgeRead<Row>(prepareEdge(select, orders.desc), (row) => row.stationId),
}

let gateway: TestGateway
let business: Business
let reads: ReadTransaction

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway, 3)
  const [first, second, third] = business.stationIds
  // Few moments for many rows, so that most pages begin and end within a tie; one station has none of the last.
  const moments = Array.from({ length: 7 }, (_, at) => new Date(Date.UTC(2026, 0, 1, 0, 0, 0, at)))
  const seeds = Array.from({ length: 120 }, (_, at) => ({
    stationId: [first, second, third][(at * 7 + (at >> 2)) % 3] as string,
    createdAt: moments[(at * 5) % 7] as Date,
  }))
  await insertCustomerRows(gateway, seeds)
  reads = new ReadTransaction(
    gateway.gateway.platform.pool,
    systemViewer('platform', { stationIds: business.stationIds }),
  )
})

afterAll(async () => {
  reads.close()
  await gateway.stop()
})

async function sorted(stationIds: readonly string[], direction: 'asc' | 'desc'): Promise<string[]> {
  const rows = await gateway.sql<{ id: string }>(
    `select id from customers.customers where station_id = any($1) order by created_at ${direction}, id ${direction}`,
    [stationIds],
  )
  return rows.map(({ id }) => id)
}

/** The ids of a whole list, read page by page from one of its ends. */
async function walk(
  sort: Sort<Row>,
  { direction, limit }: Pick<PageRequest, 'direction' | 'limit'>,
  read: (page: PageRequest) => Promise<Page<Row>>,
): Promise<string[]> {
  let whole: string[] = []
  let cursor: (string | null)[] | null = null
  for (;;) {
    const page: Page<Row> = await read({ direction, limit, cursor })
    const ids = page.rows.map(({ id }) => id)
    expect(ids.length).toBeLessThanOrEqual(limit)
    const [isFirstPage, isLastPage] =
      direction === 'forward' ? [!page.hasPreviousPage, !page.hasNextPage] : [!page.hasNextPage, !page.hasPreviousPage]
    expect(isFirstPage).toBe(cursor === null)
    whole = direction === 'forward' ? [...whole, ...ids] : [...ids, ...whole]
    const edge = direction === 'forward' ? page.rows.at(-1) : page.rows[0]
    if (isLastPage || !edge) return whole
    cursor = cursorKeys(sort, edge)
  }
}

const anyWalk = fc.record({
  limit: fc.integer({ min: 1, max: 50 }),
  direction: fc.constantFrom('forward', 'backward'),
  order: fc.constantFrom('asc', 'desc'),
})

describe('the pages of a list', () => {
  it('make up the sorted whole of any choice of stations, forward and backward, over all ties', async () => {
    const stations = fc.subarray(business.stationIds)
    await fc.assert(
      fc.asyncProperty(anyWalk, stations, async ({ limit, direction, order }, stationIds) => {
        const sort = orders[order]
        const read = (page: PageRequest) => listPage(reads, { scopeIds: stationIds, select, sort, page })
        expect(await walk(sort, { direction, limit }, read)).toEqual(await sorted(stationIds, order))
      }),
      { numRuns: 40 },
    )
  })

  it('of a nested list make up the sorted whole of each parent', async () => {
    await fc.assert(
      fc.asyncProperty(anyWalk, fc.constantFrom(...business.stationIds), async ({ limit, direction, order }, id) => {
        const sort = orders[order]
        const read = (page: PageRequest) => reads.load(nested[order].page(reads, page), id)
        expect(await walk(sort, { direction, limit }, read)).toEqual(await sorted([id], order))
      }),
      { numRuns: 30 },
    )
  })

  it('of a nested list are read for all parents at once', async () => {
    const sent: string[] = []
    const counted = new ReadTransaction(
      gateway.gateway.platform.pool,
      systemViewer('platform', { stationIds: business.stationIds }),
      (text) => sent.push(text),
    )
    const page: PageRequest = { direction: 'forward', limit: 2, cursor: null }
    const pages = await Promise.all(
      business.stationIds.map((id) => counted.load(nested.desc.page(counted, { ...page }), id)),
    )
    expect(sent).toHaveLength(2)
    counted.close()
    for (const [at, { rows }] of pages.entries()) {
      const whole = await sorted([business.stationIds[at] as string], 'desc')
      expect(rows.map(({ id }) => id)).toEqual(whole.slice(0, 2))
    }
  })

  it('beside a cursor whose row is gone go on where it was', async () => {
    const sort = orders.asc
    const whole = await sorted(business.stationIds, 'asc')
    const cursor = ['2026-01-01T00:00:00.003Z', '00000000-0000-0000-0000-000000000000']
    const list = { scopeIds: business.stationIds, select, sort }
    const after = await listPage(reads, { ...list, page: { direction: 'forward', limit: 5, cursor } })
    const before = await listPage(reads, { ...list, page: { direction: 'backward', limit: 5, cursor } })
    const at = whole.indexOf(after.rows[0]?.id ?? '')
    expect(after.rows[0]?.createdAt.toISOString()).toBe(cursor[0])
    expect(before.rows.map(({ id }) => id)).toEqual(whole.slice(at - 5, at))
  })

  it('do not slip when rows are added before them', async () => {
    const other = await createBusiness(gateway)
    const [stationId] = other.stationIds
    const early = new Date(Date.UTC(2026, 5, 1))
    const ids = await insertCustomerRows(
      gateway,
      Array.from({ length: 4 }, () => ({ stationId, createdAt: early })),
    )
    const viewer = systemViewer('platform', { stationIds: [stationId] })
    const list = { scopeIds: [stationId], select, sort: orders.desc }
    const first = new ReadTransaction(gateway.gateway.platform.pool, viewer)
    const { rows } = await listPage(first, { ...list, page: { direction: 'forward', limit: 2, cursor: null } })
    first.close()
    await insertCustomerRows(gateway, [{ stationId, createdAt: new Date(Date.UTC(2026, 6, 1)) }])

    const second = new ReadTransaction(gateway.gateway.platform.pool, viewer)
    const cursor = cursorKeys(orders.desc, rows.at(-1) as Row)
    const next = await listPage(second, { ...list, page: { direction: 'forward', limit: 2, cursor } })
    second.close()
    expect([...rows, ...next.rows].map(({ id }) => id)).toEqual(ids.toReversed())
  })

  it('of no station are empty', async () => {
    const page = await listPage(reads, {
      scopeIds: [],
      select,
      sort: orders.asc,
      page: { direction: 'forward', limit: 5, cursor: null },
    })
    expect(page).toEqual({ rows: [], hasNextPage: false, hasPreviousPage: false })
  })
})

describe('a page late in a list', () => {
  it('is found by the index, not by reading what comes before it', async () => {
    const sent: string[] = []
    const viewer = systemViewer('platform', { stationIds: business.stationIds })
    const observed = new ReadTransaction(gateway.gateway.platform.pool, viewer, (text) => sent.push(text))
    const cursor = ['2026-01-01T00:00:00.005Z', '00000000-0000-0000-0000-000000000000']
    const page: PageRequest = { direction: 'forward', limit: 10, cursor }
    await listPage(observed, { scopeIds: business.stationIds, select, sort: orders.asc, page })
    observed.close()

    const [begin = '', text] = sent
    const client = await gateway.gateway.platform.pool.connect()
    await client.query(`${begin}; set local enable_seqscan = off`)
    const { rows } = await client.query(`explain ${text}`, [business.stationIds, ...cursor, 11, 11])
    await client.query('rollback')
    client.release()
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toMatch(/Index (Only )?Scan using customers_station_id_created_at_id_idx/)
    expect(plan).toMatch(/Index Cond: .*\(station_id = scope\.id\) AND \(ROW\(created_at, id\) > ROW\(/)
    expect(plan).not.toContain('Filter:')
  })
})
