import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findSettings, readPriceBook } from '#domains/bookings/store/pricing/price-book-reads.ts'
import { tierReads } from '#domains/bookings/store/pricing/price-rule-reads.ts'
import type { Session } from '#platform/database/rows.ts'
import { newId } from '#platform/new-id.ts'
import { addServiceItem, type BookingScene, openBookingScene } from '../../../support/bookings.ts'
import { ExplainedReads, type Work } from '../../../support/explain.ts'
import { addOffer, addTier, addUpsell, setSettings } from '../../../support/pricing.ts'

const STATIONS = 40
const VERSIONS = 250
/** Both begin with what items are looked up by. */
const ITEM_INDEX = /^service_item_versions_(service_item_id_since_version_key|organization_id_service_item_id_idx)$/

let scene: BookingScene
let reads: ExplainedReads
let bigStationId: string
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
  const [big] = await gateway.sql<{ id: string }>("select id from identity.stations where code = 'M1'")
  bigStationId = big?.id ?? ''
  reads = await ExplainedReads.connect(gateway.database.gatewayUrl, {
    'app.station_ids': [...business.stationIds, bigStationId].join(),
    'app.organization_ids': business.organizationId,
  })
})

afterAll(async () => {
  await reads.end()
  await scene.gateway.stop()
})

/** What the last statement of a read did. */
async function explain(read: (session: Session) => Promise<unknown>): Promise<Work> {
  await read(reads.asReads())
  const work = reads.work.at(-1)
  if (!work) throw new Error('nothing was read')
  return work
}

describe('the plans of prices, with thousands of versions at dozens of stations,', () => {
  it('read a page of the price book by the indexes of its versions', async () => {
    const { organizationId } = scene.business
    const request = {
      organizationId,
      stationId: scene.stationId,
      version: 5,
      itemIds: [itemId, newId()],
      suggesting: true,
    }
    const { indexes, scanned } = await explain((session) => readPriceBook(session, request))
    expect(indexes.map((name) => name.replace(ITEM_INDEX, 'items')).toSorted()).toEqual([
      'items',
      'price_books_pkey',
      'price_settings_station_id_since_version_key',
      'pricing_tiers_station_id_rule_id_since_version_idx',
      'seasonal_offers_station_id_rule_id_since_version_idx',
      'upsell_rules_station_id_rule_id_since_version_idx',
    ])
    expect(scanned).toEqual([])
  })

  it('read one rule, and whether it is the newest, by its key', async () => {
    const { indexes, scanned } = await explain((session) => tierReads.byId.readAll(session, [ruleId]))
    const key = 'pricing_tiers_rule_id_since_version_key'
    expect({ indexes, scanned }).toEqual({ indexes: [key, key], scanned: [] })
  })

  it('read the settings of a station from the end of its versions: one of hundreds', async () => {
    const { indexes, rowsRead } = await explain((session) => findSettings(session, bigStationId))
    expect(indexes).toEqual(['price_settings_station_id_since_version_key'])
    expect(rowsRead.get('bookings.price_settings')).toBe(1)
  })
})
