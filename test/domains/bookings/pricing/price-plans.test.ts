import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findItemsAt, findSettingsAt } from '#domains/bookings/store/pricing/price-book-reads.ts'
import { offerReads, tierReads, upsellReads } from '#domains/bookings/store/pricing/price-rule-reads.ts'
import type { Session } from '#platform/database/rows.ts'
import { newId } from '#platform/new-id.ts'
import { addServiceItem, type BookingScene, openBookingScene } from '../../../support/bookings.ts'
import { addOffer, addTier, addUpsell, setSettings } from '../../../support/pricing.ts'

const STATIONS = 40
const VERSIONS = 250

let scene: BookingScene
let client: pg.Client
let itemId: string
let ruleId: string

/** Rows like the one that there is, for many stations and in many versions. */
async function multiply(table: string, key: string, rowsPerStation = VERSIONS): Promise<void> {
  await scene.gateway.sql(
    `insert into ${table}
     select (jsonb_populate_record(rule, jsonb_build_object('id', gen_random_uuid(), 'station_id', station.id,
       'version', number + 1, 'since_version', number + 10000, ${key}))).*
     from ${table} as rule, identity.stations as station, generate_series(1, $1::int) as number
     where station.code like 'M%'`,
    [rowsPerStation],
  )
  await scene.gateway.sql(`analyze ${table}`)
}

beforeAll(async () => {
  scene = await openBookingScene()
  const { gateway, business, stationId } = scene
  itemId = await addServiceItem(scene)
  ruleId = await addTier(scene)
  await addOffer(scene)
  await addUpsell(scene, itemId)
  await setSettings(scene, { taxBp: 625 })
  await gateway.sql(
    `insert into identity.stations
     select (jsonb_populate_record(station, jsonb_build_object('id', gen_random_uuid(), 'code', 'M' || number))).*
     from identity.stations as station, generate_series(1, $2::int) as number where station.id = $1`,
    [stationId, STATIONS],
  )
  for (const table of ['pricing_tiers', 'seasonal_offers', 'upsell_rules']) {
    await multiply(`bookings.${table}`, `'rule_id', gen_random_uuid()`)
  }
  await multiply('bookings.price_settings', `'tax_bp', number`)
  await gateway.sql(
    `insert into bookings.service_item_versions
     select (jsonb_populate_record(item, jsonb_build_object('id', gen_random_uuid(), 'since_version', number + 10000))).*
     from bookings.service_item_versions as item, generate_series(1, 5000) as number where item.service_item_id = $1`,
    [itemId],
  )
  await addServiceItem(scene)
  await gateway.sql('analyze bookings.service_item_versions')
  client = new pg.Client({ connectionString: gateway.database.gatewayUrl })
  await client.connect()
  await client.query(
    `set app.station_ids = '${business.stationIds.join(',')}'; set app.organization_ids = '${business.organizationId}';
     set plan_cache_mode = force_generic_plan`,
  )
})

afterAll(async () => {
  await client.end()
  await scene.gateway.stop()
})

/** The plan of what is read, as of statements that are used again and again. */
async function explain(read: (session: Session) => Promise<unknown>): Promise<string> {
  const plans: string[] = []
  const plan = async (text: string, values: readonly unknown[]): Promise<never[]> => {
    await client.query(`prepare planned as ${text}`)
    const given = values.map((value) => (Array.isArray(value) ? `'{${value.join(',')}}'` : `'${value}'`))
    const { rows } = await client.query(`explain execute planned(${given.join(', ')})`)
    await client.query('deallocate planned')
    plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
    return []
  }
  await read({ run: ({ text }, values) => plan(text, values), query: (query) => plan(query.sql, query.parameters) })
  return plans.join('\n')
}

describe('the plans of prices, with thousands of versions at dozens of stations,', () => {
  it.each([
    ['tiers', tierReads, 'pricing_tiers'],
    ['offers', offerReads, 'seasonal_offers'],
    ['suggestions', upsellReads, 'upsell_rules'],
  ] as const)('read the %s of a station by its index', async (_what, reads, table) => {
    const plan = await explain((session) => session.run<object>(reads.at, [scene.stationId, 5]))
    expect(plan).toMatch(new RegExp(`${table}_station_id_rule_id_since_version_idx`))
    expect(plan).not.toMatch(/Seq Scan/)
  })

  it('read one rule, and whether it is the newest, by its key', async () => {
    const plan = await explain((session) => tierReads.byId.readAll(session, [ruleId]))
    expect(plan).toMatch(/pricing_tiers_rule_id_since_version_key/)
    expect(plan).not.toMatch(/Seq Scan/)
  })

  it('read the settings of a station from the end of its versions', async () => {
    const plan = await explain((session) => findSettingsAt(session, scene.stationId, 5))
    expect(plan).toMatch(/Index Scan Backward using price_settings_station_id_since_version_key/)
  })

  it('read items by the index of their versions', async () => {
    const wanted = { organizationId: scene.business.organizationId, itemIds: [itemId, newId()], version: 5 }
    const plan = await explain((session) => findItemsAt(session, wanted))
    expect(plan).toMatch(
      /service_item_versions_(service_item_id_since_version_key|organization_id_service_item_id_idx)/,
    )
    expect(plan).not.toMatch(/Seq Scan/)
  })
})
