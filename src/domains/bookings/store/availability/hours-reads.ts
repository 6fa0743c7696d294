import { sql } from 'kysely'
import type { AvailabilityOverrideKind } from '#platform/database/generated/tables/bookings.ts'
import { ReadsByValue, readById, readByParent } from '#platform/database/loaders.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'

export interface AvailabilityRuleRow {
  resourceId: string
  weekday: number
  startMinute: number
  endMinute: number
  /** YYYY-MM-DD */
  validFrom: string | null
  validUntil: string | null
}

/** By weekday and beginning. */
export const rulesOfResource = readByParent<AvailabilityRuleRow>(
  prepare(
    db
      .selectFrom('bookings.availability_rules as rules')
      .select([
        'rules.resource_id as resourceId',
        'rules.weekday',
        'rules.start_minute as startMinute',
        'rules.end_minute as endMinute',
        sql<string | null>`rules.valid_from_date::text`.as('validFrom'),
        sql<string | null>`rules.valid_until_date::text`.as('validUntil'),
      ])
      .where('rules.resource_id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`)
      .orderBy('rules.weekday')
      .orderBy('rules.start_minute')
      .orderBy('rules.id'),
  ),
  ({ resourceId }) => resourceId,
)

export interface AvailabilityOverrideRow {
  id: string
  stationId: string
  resourceId: string | null
  /** YYYY-MM-DD */
  date: string
  kind: AvailabilityOverrideKind
  startMinute: number | null
  endMinute: number | null
  reason: string | null
}

const overrideColumns = [
  'overrides.id',
  'overrides.station_id as stationId',
  'overrides.resource_id as resourceId',
  sql<string>`overrides.local_date::text`.as('date'),
  'overrides.kind',
  'overrides.start_minute as startMinute',
  'overrides.end_minute as endMinute',
  'overrides.reason',
] as const

const ids = sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`

export const overrideById = readById<AvailabilityOverrideRow>(
  prepare(
    db
      .selectFrom('bookings.availability_overrides as overrides')
      .select(overrideColumns)
      .where('overrides.id', '=', ids),
  ),
)

/** Local dates, half open. */
export interface OverrideRange {
  fromDate: string
  untilDate: string
}

const within = sql<boolean>`overrides.local_date >= ${parameter(2, 'date')} and overrides.local_date < ${parameter(3, 'date')}`

const ofResources = prepare<AvailabilityOverrideRow>(
  db
    .selectFrom('bookings.availability_overrides as overrides')
    .select(overrideColumns)
    .where('overrides.resource_id', '=', ids)
    .where(within)
    .orderBy('overrides.local_date'),
)

const ofStations = prepare<AvailabilityOverrideRow>(
  db
    .selectFrom('bookings.availability_overrides as overrides')
    .select(overrideColumns)
    .where('overrides.station_id', '=', ids)
    .where('overrides.resource_id', 'is', null)
    .where(within)
    .orderBy('overrides.local_date'),
)

/** Those of resources alone, by date. */
export const overridesOfResource = new ReadsByValue((range: OverrideRange) =>
  readByParent<AvailabilityOverrideRow>(ofResources, ({ resourceId }) => resourceId ?? '', [
    range.fromDate,
    range.untilDate,
  ]),
)

/** Those of whole stations, by date. */
export const overridesOfStation = new ReadsByValue((range: OverrideRange) =>
  readByParent<AvailabilityOverrideRow>(ofStations, ({ stationId }) => stationId, [range.fromDate, range.untilDate]),
)
