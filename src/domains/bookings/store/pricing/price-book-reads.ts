import { sql } from 'kysely'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { BookItem } from '../../model/pricing/price-rules.ts'
import type { SettingsRow } from './price-rows.ts'

const currentVersion = prepare<{ version: number }>(
  db.selectFrom('bookings.price_books').select('version').where('organization_id', '=', parameter<string>(1, 'uuid')),
)

/** The version that the prices of the business have now; 0 when nothing was ever sold. */
export async function findBookVersion(session: Session, organizationId: string): Promise<number> {
  const [book] = await session.run(currentVersion, [organizationId])
  return book?.version ?? 0
}

const itemsAt = prepare<BookItem>({
  compile: () =>
    sql<BookItem>`select distinct on (items.service_item_id) items.service_item_id as id, items.kind, items.name,
        items.per, items.price_cents as "priceCents", items.currency, items.parent_ids as "parentIds",
        items.is_active as "isActive"
      from bookings.service_item_versions as items
      where items.organization_id = ${parameter<string>(1, 'uuid')}
        and items.service_item_id = any (${parameter<string[]>(2, 'uuid[]')})
        and items.since_version <= ${parameter<number>(3, 'int')}
      order by items.service_item_id, items.since_version desc`.compile(db),
})

/** Items of the business as that version has them, by their ids. */
export async function findItemsAt(
  session: Session,
  { organizationId, itemIds, version }: { organizationId: string; itemIds: readonly string[]; version: number },
): Promise<ReadonlyMap<string, BookItem>> {
  const items = itemIds.length === 0 ? [] : await session.run(itemsAt, [organizationId, itemIds, version])
  return new Map(items.map((item) => [item.id, item]))
}

const settingsAt = prepare<SettingsRow>({
  compile: () =>
    sql<SettingsRow>`select settings.organization_id as "organizationId", settings.station_id as "stationId",
        settings.currency, settings.version, settings.since_version as "sinceVersion", settings.free_radius_metres as "freeRadiusMetres",
        settings.travel_cents as "travelCents", settings.tax_bp as "taxBp", settings.tax_included as "taxIncluded",
        settings.deposit_bp as "depositBp", settings.deposit_cents as "depositCents",
        settings.rounding_cents as "roundingCents", settings.holiday_dates::text[] as "holidayDates",
        settings.created_at as "changedAt"
      from bookings.price_settings as settings
      where settings.station_id = ${parameter<string>(1, 'uuid')}
        and settings.since_version <= ${parameter<number>(2, 'int')}
      order by settings.since_version desc limit 1`.compile(db),
})

/** How the station charges in that version; null when nobody had said so. */
export async function findSettingsAt(session: Session, stationId: string, version: number) {
  const [settings] = await session.run(settingsAt, [stationId, version])
  return settings ?? null
}

/** Later than every version. */
const NOW = 2_147_483_647

export function findSettings(session: Session, stationId: string): Promise<SettingsRow | null> {
  return findSettingsAt(session, stationId, NOW)
}
