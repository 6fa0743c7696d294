import { type RawBuilder, sql } from 'kysely'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { BookItem, PriceBasis, Upsell } from '../../model/pricing/price-rules.ts'
import { LAST_VERSION, type SettingsRow } from './price-rows.ts'
import { offerReads, tierReads, upsellReads } from './price-rule-reads.ts'

function settingsIn(stationId: RawBuilder<string>, version: RawBuilder<number>) {
  return sql<SettingsRow>`select settings.organization_id as "organizationId", settings.station_id as "stationId",
      settings.currency, settings.version, settings.since_version as "sinceVersion",
      settings.free_radius_metres as "freeRadiusMetres", settings.travel_cents as "travelCents",
      settings.tax_bp as "taxBp", settings.tax_included as "taxIncluded", settings.deposit_bp as "depositBp",
      settings.deposit_cents as "depositCents", settings.rounding_cents as "roundingCents",
      settings.holiday_dates::text[] as "holidayDates", settings.created_at as "changedAt"
    from bookings.price_settings as settings
    where settings.station_id = ${stationId} and settings.since_version <= ${version}
    order by settings.since_version desc limit 1`
}

const settingsNow = prepare<SettingsRow>({
  compile: () => settingsIn(parameter(1, 'uuid'), sql.raw(String(LAST_VERSION))).compile(db),
})

/** How the station charges now; null when nobody has said so. */
export async function findSettings(session: Session, stationId: string): Promise<SettingsRow | null> {
  const [settings] = await session.run(settingsNow, [stationId])
  return settings ?? null
}

/** What the price book of the business says about a station and some items. */
interface PageOfBook extends Pick<PriceBasis, 'tiers' | 'offers' | 'settings'> {
  /** 0 when nothing was ever sold. */
  version: number
  upsells: readonly Upsell[]
  items: readonly BookItem[]
}

const list = (rows: RawBuilder<unknown>) => sql`coalesce((select json_agg(entry) from (${rows}) as entry), '[]')`
const [organizationId, stationId] = [parameter<string>(1, 'uuid'), parameter<string>(2, 'uuid')]
const isSuggesting = parameter<boolean>(5, 'bool')
const version = sql<number>`(select version from book)`

/**
 * All of it in one statement: a booking waits for it. Among the items are those that may be suggested, if that is
 * wanted.
 */
const pageOfBook = prepare<PageOfBook>({
  compile: () =>
    sql<PageOfBook>`
      with book as (
        select coalesce(${parameter(3, 'int')},
          (select books.version from bookings.price_books as books where books.organization_id = ${organizationId}), 0) as version),
      upsells as (
        select * from (${upsellReads.inVersion(stationId, version)}) as upsells where ${isSuggesting}),
      items as (
        select distinct on (items.service_item_id) items.service_item_id as id, items.kind, items.name, items.per,
          items.price_cents as "priceCents", items.currency, items.parent_ids as "parentIds",
          items.is_active as "isActive"
        from bookings.service_item_versions as items
        where items.organization_id = ${organizationId}
          and items.service_item_id = any (${parameter(4, 'uuid[]')} || array(select "offeredItemId" from upsells))
          and items.since_version <= ${version}
        order by items.service_item_id, items.since_version desc)
      select ${version} as version, ${list(tierReads.inVersion(stationId, version))} as tiers,
        ${list(offerReads.inVersion(stationId, version))} as offers, ${list(sql`select * from upsells`)} as upsells,
        ${list(sql`select * from items`)} as items,
        (select to_json(settings) from (${settingsIn(stationId, version)}) as settings) as settings`.compile(db),
})

interface PageRequest {
  organizationId: string
  stationId: string
  /** Of the price book; null for the one that holds now. */
  version: number | null
  itemIds: readonly string[]
  suggesting: boolean
}

export async function readPriceBook(session: Session, request: PageRequest): Promise<PageOfBook> {
  const { organizationId, stationId, version, itemIds, suggesting } = request
  const [page] = await session.run(pageOfBook, [organizationId, stationId, version, itemIds, suggesting])
  if (!page) throw new Error('a statement without rows')
  return page
}
