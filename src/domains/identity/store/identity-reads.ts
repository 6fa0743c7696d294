import { type RawBuilder, sql } from 'kysely'
import { ReadsByValue, readById } from '#platform/database/loaders.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { OrganizationRow, StationRow, UserRow } from './identity-rows.ts'

export const stationColumns = [
  'stations.id',
  'stations.organization_id as organizationId',
  'stations.name',
  'stations.code',
  'stations.timezone',
  'stations.currency',
  'stations.address',
  'stations.latitude',
  'stations.longitude',
  'stations.service_radius_km as serviceRadiusKm',
  'stations.version',
  'stations.created_at as createdAt',
] as const

export const userColumns = [
  'users.id',
  'users.organization_id as organizationId',
  'users.email',
  'users.full_name as fullName',
  'users.display_name as displayName',
  'users.avatar_url as avatarUrl',
  'users.phone',
  'users.status',
  'users.presence',
  'users.last_seen_at as lastSeenAt',
  'users.last_login_at as lastLoginAt',
  'users.version',
  'users.created_at as createdAt',
] as const

const ids = sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`

export const organizationById = readById<OrganizationRow>(
  prepare(
    db
      .selectFrom('identity.organizations')
      .select([
        'id',
        'name',
        'slug',
        'subscription_tier as subscriptionTier',
        'subscription_status as subscriptionStatus',
        'trial_ends_at as trialEndsAt',
        'version',
        'created_at as createdAt',
      ])
      .where('id', '=', ids),
  ),
)

export const stationById = readById<StationRow>(
  prepare(db.selectFrom('identity.stations as stations').select(stationColumns).where('stations.id', '=', ids)),
)

export const userById = readById<UserRow>(
  prepare(db.selectFrom('identity.users as users').select(userColumns).where('users.id', '=', ids)),
)

export function isMemberOf(stationIds: RawBuilder<readonly string[]>) {
  return sql<boolean>`exists (select from identity.station_members as member
    where member.user_id = users.id and member.left_at is null and member.station_id = any(${stationIds}))`
}

/** Members of these stations, and people with a role everywhere in the business. */
export function isSeenFrom(stationIds: RawBuilder<readonly string[]>) {
  const isEverywhere = sql<boolean>`exists (select from identity.user_roles as held
    where held.user_id = users.id and held.station_id is null)`
  return sql<boolean>`(${isMemberOf(stationIds)} or ${isEverywhere})`
}

const visibleUsers = prepare(
  db
    .selectFrom('identity.users as users')
    .select(userColumns)
    .where('users.id', '=', ids)
    .where(
      sql<boolean>`(users.id = ${parameter(3, 'uuid')}
        or cardinality(${parameter(2, 'uuid[]')}) > 0 and ${isSeenFrom(parameter(2, 'uuid[]'))})`,
    ),
)

/** Somebody whom one sees from these stations, or who is the user. */
export const visibleUserById = new ReadsByValue(
  ({ stationIds, userId }: { stationIds: readonly string[]; userId: string | null }) =>
    readById<UserRow>(visibleUsers, [stationIds, userId]),
)
