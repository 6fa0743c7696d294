import { type RawBuilder, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import { defineFilter, type FilterOf, type ValueColumn } from '#platform/database/filters.ts'
import { countList, listPage, type Sort } from '#platform/database/keyset.ts'
import { type BatchRead, readById } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import { LAST_VERSION, type OfferRow, type RuleRow, type TierRow, type UpsellRow } from './price-rows.ts'

/** The rules of one sort, each in all its versions. */
interface RuleTable {
  table: RawBuilder<unknown>
  /** Besides those that all rules have. */
  columns: RawBuilder<unknown>
}

const tiers: RuleTable = {
  table: sql`bookings.pricing_tiers`,
  columns: sql`rules.name, rules.min_guests as "minGuests", rules.adult_cents as "adultCents",
    rules.child_cents as "childCents", rules.currency, rules.weekend_bp as "weekendBp", rules.holiday_bp as "holidayBp",
    rules.valid_from_date::text as "validFromDate", rules.valid_until_date::text as "validUntilDate"`,
}

const offers: RuleTable = {
  table: sql`bookings.seasonal_offers`,
  columns: sql`rules.name, rules.code, rules.service_from_date::text as "serviceFromDate",
    rules.service_until_date::text as "serviceUntilDate", rules.booked_from_date::text as "bookedFromDate",
    rules.booked_until_date::text as "bookedUntilDate", rules.discount_bp as "discountBp",
    rules.discount_cents as "discountCents", rules.cap_cents as "capCents", rules.currency`,
}

const upsells: RuleTable = {
  table: sql`bookings.upsell_rules`,
  columns: sql`rules.trigger_item_id as "triggerItemId", rules.min_guests as "minGuests",
    rules.offered_item_id as "offeredItemId", rules.priority`,
}

/** How the rules of one sort are read. */
export interface RuleReads<Row extends RuleRow> {
  /** As they are now, also when they are retired. */
  byId: BatchRead<string, Row | null>
  /** Those of the station that were not retired in a version of the price book. */
  inVersion(stationId: RawBuilder<string>, version: RawBuilder<number>): RawBuilder<Row>
  list(session: Session, rules: RuleList, page: PageRequest): ReturnType<typeof listPage<Row>>
  count(session: Session, rules: RuleList): Promise<number>
}

const plain = { isNullable: false, lead: null } as const
const station: ValueColumn<string> = { ...plain, column: 'rules.stationId', type: 'uuid', isScope: true }
const retired: ValueColumn<boolean> = { ...plain, column: 'rules.isRetired', type: 'bool', isScope: false }
const filterColumns = { station, retired }
const conditionsOf = defineFilter(filterColumns)

/** The rules of these stations that the filter lets through. */
export interface RuleList {
  stationIds: readonly string[]
  filter: FilterOf<typeof filterColumns> | null
}

/** The oldest rule first. */
export const rulesInOrder: Sort<RuleRow> = {
  direction: 'asc',
  keys: [{ column: 'rules.id', name: 'id', type: 'uuid' }],
}

function readsOf<Row extends RuleRow>({ table, columns }: RuleTable): RuleReads<Row> {
  const row = sql`rules.rule_id as id, rules.rule_id as "ruleId", rules.organization_id as "organizationId",
    rules.station_id as "stationId", rules.version, rules.since_version as "sinceVersion", rules.is_retired as "isRetired",
    rules.created_at as "changedAt", ${columns}`
  const isNewest = sql`not exists (select from ${table} as newer
    where newer.rule_id = rules.rule_id and newer.since_version > rules.since_version)`
  const current = sql<Row>`(select ${row} from ${table} as rules where ${isNewest})`
  const select = (stationId: RawBuilder<string>) =>
    db.selectFrom(current.as('rules')).selectAll().where(sql<boolean>`rules."stationId" = ${stationId}`).$castTo<Row>()
  const toList = ({ stationIds, filter }: RuleList) => ({
    scopeIds: stationIds,
    select,
    conditions: conditionsOf(filter),
  })
  const sort = rulesInOrder as Sort<Row>
  return {
    byId: readById<Row>(
      prepare<Row>({
        compile: () =>
          sql<Row>`select ${row} from ${table} as rules
            where rules.rule_id = any (${parameter<string[]>(1, 'uuid[]')}) and ${isNewest}`.compile(db),
      }),
    ),
    inVersion: (stationId, version) =>
      sql<Row>`select * from (select distinct on (rules.rule_id) ${row} from ${table} as rules
          where rules.station_id = ${stationId} and rules.since_version <= ${version}
          order by rules.rule_id, rules.since_version desc) as rules
        where not "isRetired" order by id`,
    list: (session, rules, page) => listPage<Row>(session, { ...toList(rules), sort, page }),
    count: (session, rules) => countList(session, toList(rules)),
  }
}

export const tierReads = readsOf<TierRow>(tiers)
export const offerReads = readsOf<OfferRow>(offers)
export const upsellReads = readsOf<UpsellRow>(upsells)

const currentOffers = prepare<OfferRow>({
  compile: () => offerReads.inVersion(parameter(1, 'uuid'), sql.raw(String(LAST_VERSION))).compile(db),
})

/** The offers that the station makes now. */
export function findCurrentOffers(session: Session, stationId: string): Promise<OfferRow[]> {
  return session.run(currentOffers, [stationId])
}
