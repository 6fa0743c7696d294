import { type RawBuilder, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import type { UserStatus } from '#platform/database/generated/tables/identity.ts'
import { countList, listPage, type Sort } from '#platform/database/keyset.ts'
import { readById } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { OrganizationRow, StationRow, UserRow } from './identity-rows.ts'

const stationColumns = [
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

const userColumns = [
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

export const stationsByName: Sort<StationRow> = {
  direction: 'asc',
  keys: [
    { column: 'stations.name', name: 'name', type: 'text' },
    { column: 'stations.id', name: 'id', type: 'uuid' },
  ],
}

export const usersByName: Sort<UserRow> = {
  direction: 'asc',
  keys: [
    { column: 'users.full_name', name: 'fullName', type: 'text' },
    { column: 'users.id', name: 'id', type: 'uuid' },
  ],
}

/** Stations among these, in the order of their names. */
export function listStations(session: Session, stationIds: readonly string[], page: PageRequest) {
  return listPage(session, {
    scopeIds: stationIds,
    select: (stationId) =>
      db.selectFrom('identity.stations as stations').select(stationColumns).where('stations.id', '=', stationId),
    sort: stationsByName,
    page,
  })
}

export interface UserFilter {
  /** Only people whom one may see through these stations: their members, and those with a role everywhere. */
  visibleAt: readonly string[]
  organizationIds: readonly string[]
  stationIds?: readonly string[] | null
  status?: readonly UserStatus[] | null
}

function selectUsers({ visibleAt, stationIds, status }: UserFilter) {
  return (organizationId: RawBuilder<string>) => {
    const memberOf = (stations: readonly string[]) =>
      sql<boolean>`exists (select from identity.station_members as member
        where member.user_id = users.id and member.left_at is null and member.station_id = any(${stations}::uuid[]))`
    const everywhere = sql<boolean>`exists (select from identity.user_roles as held
      where held.user_id = users.id and held.station_id is null)`
    let query = db
      .selectFrom('identity.users as users')
      .select(userColumns)
      .where('users.organization_id', '=', organizationId)
      .where((either) => either.or([memberOf(visibleAt), everywhere]))
    if (stationIds) query = query.where(memberOf(stationIds))
    if (status) query = query.where(sql<boolean>`users.status = any(${status}::identity.user_status[])`)
    return query
  }
}

export function listUsers(session: Session, filter: UserFilter, page: PageRequest) {
  return listPage(session, { scopeIds: filter.organizationIds, select: selectUsers(filter), sort: usersByName, page })
}

export function countUsers(session: Session, filter: UserFilter): Promise<number> {
  return countList(session, { scopeIds: filter.organizationIds, select: selectUsers(filter) })
}
