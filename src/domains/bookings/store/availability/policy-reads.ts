import { type RawBuilder, sql } from 'kysely'
import { prepareEdge, type Sort } from '#platform/database/keyset.ts'
import { type BatchRead, countByParent, EdgeRead, readByParent } from '#platform/database/loaders.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { BookingPolicy } from '../../model/availability/booking-policy.ts'

/** A row of `policy` as the model knows it. */
export const policyJson = sql.raw(`jsonb_build_object(
  'version', policy.version, 'alignmentMinutes', policy.alignment_minutes,
  'minimumNoticeMinutes', policy.minimum_notice_minutes, 'horizonDays', policy.horizon_days,
  'bufferBeforeMinutes', policy.buffer_before_minutes, 'bufferAfterMinutes', policy.buffer_after_minutes,
  'resourceDailyCap', policy.resource_daily_cap, 'stationDailyCap', policy.station_daily_cap,
  'holdMinutes', policy.hold_minutes, 'travelSpeedKmh', policy.travel_speed_kmh,
  'depositBasisPoints', policy.deposit_basis_points, 'depositCents', policy.deposit_cents,
  'cancellationTiers', policy.cancellation_tiers, 'rescheduleLimits', policy.reschedule_limits)`)

export interface PolicyRow {
  id: string
  stationId: string
  createdById: string | null
  createdAt: Date
  version: number
  policy: BookingPolicy
}

const latestPolicies = prepare<PolicyRow>({
  compile: () =>
    sql<PolicyRow>`select policy.id, policy.station_id as "stationId", policy.created_by_id as "createdById",
        policy.created_at as "createdAt", policy.version, ${policyJson} as policy
      from unnest(${parameter(1, 'uuid[]')}) as wanted (station_id)
      cross join lateral (select * from bookings.booking_policies as policies
        where policies.station_id = wanted.station_id order by policies.version desc limit 1) as policy`.compile(db),
})

/** The policy that holds at a station now; none where nobody has set one. */
export const policyOfStation = readByParent<PolicyRow>(latestPolicies, ({ stationId }) => stationId)

export const policiesNewestFirst: Sort<PolicyRow> = {
  direction: 'desc',
  keys: [{ column: 'policy.version', name: 'version', type: 'int8' }],
}

const policies = db
  .selectFrom('bookings.booking_policies as policy')
  .select([
    'policy.id',
    'policy.station_id as stationId',
    'policy.created_by_id as createdById',
    'policy.created_at as createdAt',
    'policy.version',
    sql<BookingPolicy>`${policyJson}`.as('policy'),
  ])

/** All policies that a station has and had. */
export const policiesOfStation = new EdgeRead<PolicyRow>(
  prepareEdge(
    (stationId: RawBuilder<string>) => policies.where('policy.station_id', '=', stationId),
    policiesNewestFirst,
  ),
  ({ stationId }) => stationId,
)

export const policyCountOfStation = countByParent(
  prepare(
    db
      .selectFrom('bookings.booking_policies')
      .select(['station_id as parentId', sql<number>`count(*)`.as('count')])
      .where('station_id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`)
      .groupBy('station_id'),
  ),
)

const policiesOfVersions = prepare<PolicyRow>(
  policies.where(
    sql<boolean>`(policy.station_id, policy.version) in
      (select * from unnest(${parameter(1, 'uuid[]')}, ${parameter(2, 'int[]')}))`,
  ),
)

interface PolicyVersion {
  stationId: string
  version: number
}

/** What `policyOfVersion` is asked by. */
export const policyKey = ({ stationId, version }: PolicyVersion): string => `${stationId} ${version}`

/** A policy that a station has or had, by `policyKey`. */
export const policyOfVersion: BatchRead<string, PolicyRow | null> = {
  async readAll(session, keys) {
    const wanted = keys.map((key) => key.split(' '))
    const versions = [wanted.map(([stationId]) => stationId), wanted.map(([, version]) => Number(version))]
    const rows = await session.run(policiesOfVersions, versions)
    const byKey = new Map(rows.map((row) => [policyKey(row), row]))
    return keys.map((key) => byKey.get(key) ?? null)
  },
}
