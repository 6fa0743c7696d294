import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { permissions } from '#kernel/permissions.ts'
import type { PartnerViewer } from '#kernel/viewer.ts'
import { DOMAIN_SCHEMAS } from '#platform/database/serving-role.ts'
import { viewerSettings } from '#platform/database/viewer-settings.ts'
import { giveKey } from '../support/api-keys.ts'
import { type Business, createBusiness, hire, hireOwner, type StaffMember } from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import type { Ids } from './foreign-id-operations.ts'
import { furnish } from './furnish.ts'

let gateway: TestGateway
let isUnchecked = false
/** Has two stations, each with one of everything; the key is for the first. */
let business: Business
let stranger: Business
let manager: StaffMember
let key: string
let partner: PartnerViewer
let own: Ids
let neighbour: Ids
let foreign: Ids

/** Takes all checks of the application away: every permission is held everywhere. Row-level security stays as it is. */
function withoutChecks(viewer: PartnerViewer): PartnerViewer {
  const everywhere = [...business.stationIds, ...stranger.stationIds]
  const held = Object.assign(new Set(everywhere), { has: () => true })
  const grants = new Map(Object.keys(permissions).map((permission) => [permission, held])) as PartnerViewer['grants']
  return { ...viewer, grants }
}

beforeAll(async () => {
  gateway = await startTestGateway({
    decorateAuthenticator: (authenticator) => ({
      async authenticate(token, audience, ip) {
        const found = await authenticator.authenticate(token, audience, ip)
        if (found?.viewer.kind !== 'partner') return found
        partner = found.viewer
        return isUnchecked ? { ...found, viewer: withoutChecks(partner) } : found
      },
    }),
  })
  business = await createBusiness(gateway, 2)
  stranger = await createBusiness(gateway)
  const owner = await hireOwner(gateway, business)
  manager = await hire(gateway, business, 'STATION_MANAGER')
  const second: Business = { ...business, stationIds: [business.stationIds[1] as string] }
  own = await furnish(gateway, business, owner)
  neighbour = await furnish(gateway, second, await hire(gateway, second, 'ORGANIZATION_OWNER'))
  foreign = await furnish(gateway, stranger, await hireOwner(gateway, stranger))
  key = (await giveKey(gateway, manager, { stationIds: [business.stationIds[0]] })).key
  await gateway.on('public').query('{ viewer { permissions } }', {}, key)
})

afterAll(() => gateway.stop())

describe.each([
  { checks: 'on', unchecked: false },
  { checks: 'off, so that row-level security is alone', unchecked: true },
])('with the checks of the application $checks', ({ unchecked }) => {
  beforeAll(() => {
    isUnchecked = unchecked
  })
  afterAll(() => {
    isUnchecked = false
  })

  it('an API key of one station sees nothing of another, of the same business or of another', async () => {
    const { stations, menu, viewer } = await gateway.on('public').query<{
      stations: { nodes: { id: string }[] }
      menu: { nodes: { id: string }[] }
      viewer: { stations: { id: string }[]; apiKey: { stations: { id: string }[] } }
    }>(
      `{ stations(first: 100) { nodes { id organization { id } } } menu(first: 100) { nodes { id } }
         viewer { stations { id } apiKey { stations { id } } } }`,
      {},
      key,
    )
    expect(stations.nodes.map(({ id }) => id)).toEqual([own.station])
    expect(viewer).toEqual({ stations: [{ id: own.station }], apiKey: { stations: [{ id: own.station }] } })
    const items = menu.nodes.map(({ id }) => id)
    // All stations of a business have the same menu.
    expect(items).toEqual(expect.arrayContaining([own.serviceItem, neighbour.serviceItem]))
    expect(items).not.toContain(foreign.serviceItem)
  })
})

describe.each([{ unchecked: false }, { unchecked: true }])(
  'without the checks of the application: $unchecked',
  ({ unchecked }) => {
    it('a partner finds no booking that others have made', async () => {
      isUnchecked = unchecked
      const { key: reader } = await giveKey(
        gateway,
        manager,
        { stationIds: [business.stationIds[0]] },
        { scopes: ['bookings:booking:read'] },
      )
      const read = `query ($id: ID!) { booking(id: $id) { id } node(id: $id) { id } bookings(first: 5) { nodes { id } } }`
      const found = await gateway.on('public').query(read, { id: own.booking }, reader)
      isUnchecked = false
      expect(found).toEqual({ booking: null, node: null, bookings: { nodes: [] } })
    })
  },
)

describe('row-level security', () => {
  /** What the partner sees of a table, past all code. */
  async function asPartner<Row extends pg.QueryResultRow>(read: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: gateway.database.gatewayUrl })
    await client.connect()
    try {
      await client.query(`BEGIN READ ONLY; ${viewerSettings(partner)}`)
      return (await client.query<Row>(read)).rows
    } finally {
      await client.end()
    }
  }

  const tablesWith = async (column: string) =>
    (
      await gateway.sql<{ table: string }>(
        `select c.oid::regclass::text as table from pg_class c join pg_attribute a on a.attrelid = c.oid
         where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text = any ($1) and a.attname = $2
           and has_table_privilege('teppan_gateway', c.oid, 'select') order by 1`,
        [DOMAIN_SCHEMAS, column],
      )
    ).map(({ table }) => table)

  it.each(['station_id', 'organization_id'])('shows a partner no row with another %s, in no table', async (column) => {
    const id = column === 'station_id' ? business.stationIds[0] : business.organizationId
    const tables = await tablesWith(column)
    expect(tables.length).toBeGreaterThan(5)
    for (const table of tables) {
      const others = await gateway.sql(`select from ${table} where ${column} <> '${id}' limit 1`)
      const seen = await asPartner(`select ${column} from ${table} where ${column} <> '${id}'`)
      expect(seen, table).toEqual([])
      if (table === 'bookings.bookings' || table === 'identity.api_keys') expect(others, table).toHaveLength(1)
    }
  })

  it('shows a partner its own key alone, and no accounts, roles or sessions of the staff', async () => {
    expect(await asPartner('select id from identity.api_keys')).toEqual([{ id: partner.apiKeyId }])
    expect(await asPartner('select station_id from identity.api_key_stations')).toEqual([
      { station_id: business.stationIds[0] },
    ])
    for (const table of ['users', 'user_roles', 'sessions', 'refresh_tokens']) {
      expect(await gateway.sql(`select from identity.${table} limit 1`), table).toHaveLength(1)
      expect(await asPartner(`select from identity.${table}`), table).toEqual([])
    }
  })

  it('shows a partner none of the bookings that others have made, nor what belongs to them, nor customers', async () => {
    const tables = ['bookings.bookings', 'bookings.booking_status_changes', 'customers.customers']
    for (const table of tables) {
      expect(await gateway.sql(`select from ${table} where station_id = $1`, [business.stationIds[0]])).not.toEqual([])
      expect(await asPartner(`select from ${table}`), table).toEqual([])
    }
    await gateway.sql('update bookings.bookings set api_key_id = $1, consented_at = now() where station_id = $2', [
      partner.apiKeyId,
      business.stationIds[0],
    ])
    const seen = await asPartner<{ id: string }>('select id from bookings.bookings')
    expect(seen.map(({ id }) => publicId('booking', id))).toEqual([own.booking])
    expect(await asPartner('select from bookings.booking_status_changes')).toEqual([])
    expect(await asPartner('select from bookings.allocations')).toEqual([])
    expect(await asPartner('select from customers.customers')).toEqual([])
  })

  it('lets a partner change nothing about keys', async () => {
    const client = new pg.Client({ connectionString: gateway.database.gatewayUrl })
    await client.connect()
    await client.query(`BEGIN; ${viewerSettings(partner)}`)
    const { rowCount } = await client.query(`update identity.api_keys set scopes = '{customers:pii:read}'`)
    expect(rowCount).toBe(0)
    await expect(
      client.query(
        `insert into identity.api_key_stations (api_key_id, station_id, organization_id) values ($1, $2, $3)`,
        [partner.apiKeyId, business.stationIds[1], business.organizationId],
      ),
    ).rejects.toThrow('new row violates row-level security policy')
    await client.end()
  })
})

it('a key is for stations of its own organization: the database refuses any other', async () => {
  const insert = (organizationId: string) =>
    gateway.sql(`insert into identity.api_key_stations (api_key_id, station_id, organization_id) values ($1, $2, $3)`, [
      partner.apiKeyId,
      stranger.stationIds[0],
      organizationId,
    ])
  await expect(insert(business.organizationId)).rejects.toThrow('api_key_stations_organization_id_station_id_fkey')
  await expect(insert(stranger.organizationId)).rejects.toThrow('api_key_stations_organization_id_api_key_id_fkey')
})
