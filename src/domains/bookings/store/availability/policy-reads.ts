import { sql } from 'kysely'
import { readByParent } from '#platform/database/loaders.ts'
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
  policy: BookingPolicy
}

const latestPolicies = prepare<PolicyRow>({
  compile: () =>
    sql<PolicyRow>`select policy.id, policy.station_id as "stationId", policy.created_by_id as "createdById",
        policy.created_at as "createdAt", ${policyJson} as policy
      from unnest(${parameter(1, 'uuid[]')}) as wanted (station_id)
      cross join lateral (select * from bookings.booking_policies as policies
        where policies.station_id = wanted.station_id order by policies.version desc limit 1) as policy`.compile(db),
})

/** The policy that holds at a station now; none where nobody has set one. */
export const policyOfStation = readByParent<PolicyRow>(latestPolicies, ({ stationId }) => stationId)
