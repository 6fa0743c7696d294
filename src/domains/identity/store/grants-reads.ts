import { sql } from 'kysely'
import type { Permission } from '#kernel/permissions.ts'
import type { BatchRead } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { RightsAtStation } from '#platform/stations.ts'

export interface GrantRow {
  permission: Permission
  stationIds: string[]
}

export interface ReachRow {
  stationIds: string[]
  organizationIds: string[]
}

export interface LiveSession {
  id: string
  userId: string
  /** Rises with each change of what the user may do. */
  authVersion: number
}

/** Stations that a held role reaches: its own, all of its organization, or all there are. */
const reachedStations = sql<string>`select station.id from identity.stations as station
  where (held.organization_id is null or station.organization_id = held.organization_id)
    and (held.station_id is null or station.id = held.station_id)`

/** Values: the ids of sessions, and the time. */
const liveSessions = prepare<LiveSession>(
  db
    .selectFrom('identity.sessions as session')
    .innerJoin('identity.users as user', 'user.id', 'session.user_id')
    .select(['session.id', 'user.id as userId', 'user.auth_version as authVersion'])
    .where('session.id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`)
    .where('session.revoked_at', 'is', null)
    .where('session.expires_at', '>', parameter<Date>(2, 'timestamptz'))
    .where('user.status', '=', sql.lit('ACTIVE')),
)

const grants = prepare<GrantRow>({
  compile: () =>
    sql<GrantRow>`select granted.permission_code as permission, array_agg(distinct reached.id) as "stationIds"
      from identity.user_roles as held
      join identity.role_permissions as granted on granted.role_id = held.role_id
      cross join lateral (${reachedStations}) as reached
      where held.user_id = ${parameter<string>(1, 'uuid')}
      group by granted.permission_code`.compile(db),
})

const reach = prepare<ReachRow>({
  compile: () =>
    sql<ReachRow>`select coalesce(array_agg(distinct station.id), '{}') as "stationIds",
        coalesce(array_agg(distinct station.organization_id), '{}') as "organizationIds"
      from identity.stations as station
      where station.id in (select reached.id from identity.user_roles as held
          cross join lateral (${reachedStations}) as reached where held.user_id = ${parameter<string>(1, 'uuid')})
        or station.id in (select member.station_id from identity.station_members as member
          where member.user_id = ${parameter<string>(1, 'uuid')} and member.left_at is null)`.compile(db),
})

/** Those of the sessions that are alive at that time, of users who are active. Needs the sign-in door. */
export function findLiveSessions(session: Session, sessionIds: readonly string[], at: Date): Promise<LiveSession[]> {
  return session.run(liveSessions, [sessionIds, at])
}

/** What the user may do where. Needs the sign-in door. */
export async function findGrants(session: Session, userId: string): Promise<{ grants: GrantRow[]; reach: ReachRow }> {
  const [held, [reached]] = await Promise.all([session.run(grants, [userId]), session.run(reach, [userId])])
  return { grants: held, reach: reached ?? { stationIds: [], organizationIds: [] } }
}

export interface WholeGrantRow {
  permission: Permission
  organizationIds: string[]
}

const wholeGrants = prepare<WholeGrantRow>({
  compile: () =>
    sql<WholeGrantRow>`select granted.permission_code as permission,
        array_agg(distinct organization.id) as "organizationIds"
      from identity.user_roles as held
      join identity.role_permissions as granted on granted.role_id = held.role_id
      join identity.organizations as organization
        on held.organization_id is null or organization.id = held.organization_id
      where held.user_id = ${parameter<string>(1, 'uuid')} and held.station_id is null
      group by granted.permission_code`.compile(db),
})

/** What the user may do in whole organizations: at all of their stations, also at those to come. */
export function findWholeGrants(session: Session, userId: string): Promise<WholeGrantRow[]> {
  return session.run(wholeGrants, [userId])
}

/** The same, once for all that ask in one operation. It is one user who asks. */
export const wholeGrantsOfUser: BatchRead<string, readonly WholeGrantRow[]> = {
  readAll: (session, userIds) => Promise.all(userIds.map((userId) => findWholeGrants(session, userId))),
}

/** Values: the ids of the user and of the station. */
const rightsAtStation = prepare<RightsAtStation>({
  compile: () =>
    sql<RightsAtStation>`select place.organization_id as "organizationId", place.timezone,
        array(select distinct granted.permission_code from identity.user_roles as held
          join identity.role_permissions as granted on granted.role_id = held.role_id
          where held.user_id = ${parameter<string>(1, 'uuid')} and place.id in (${reachedStations})) as permissions
      from identity.stations as place
      where place.id = ${parameter<string>(2, 'uuid')} and exists (
        select from identity.users as person where person.id = $1 and person.status = 'ACTIVE')`.compile(db),
})

/** Null for whose account is not active, and where there is no such station. Needs the sign-in door. */
export async function findRightsAtStation(
  session: Session,
  { userId, stationId }: { userId: string; stationId: string },
): Promise<RightsAtStation | null> {
  const [rights] = await session.run(rightsAtStation, [userId, stationId])
  return rights ?? null
}
