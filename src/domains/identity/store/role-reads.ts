import { sql } from 'kysely'
import { readById, readByParent } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { HeldRoleRow, RoleRow } from './identity-rows.ts'

const ids = sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`

const roles = db
  .selectFrom('identity.roles as role')
  .select(['role.id', 'role.code', 'role.name', 'role.rank', 'role.organization_id as organizationId'])

export const roleById = readById<RoleRow>(prepare(roles.where('role.id', '=', ids)))

const visibleRoles = prepare<RoleRow>(roles.orderBy('role.rank', 'desc').orderBy('role.id'))

/** The built-in ones, and those of the viewer's organizations. */
export function listRoles(session: Session): Promise<RoleRow[]> {
  return session.run(visibleRoles, [])
}

export const permissionsOfRole = readByParent<{ roleId: string; code: string }>(
  prepare(
    db
      .selectFrom('identity.role_permissions as granted')
      .select(['granted.role_id as roleId', 'granted.permission_code as code'])
      .where('granted.role_id', '=', ids)
      .orderBy('granted.permission_code'),
  ),
  ({ roleId }) => roleId,
)

/** Roles at stations that the viewer does not see are left out: without its station a role would look like one of all. */
export const rolesOfUser = readByParent<HeldRoleRow>(
  prepare(
    db
      .selectFrom('identity.user_roles as held')
      .innerJoin('identity.roles as role', 'role.id', 'held.role_id')
      .leftJoin('identity.stations as station', 'station.id', 'held.station_id')
      .select([
        'held.id',
        'held.user_id as userId',
        'role.code',
        'role.name',
        'held.role_id as roleId',
        'held.organization_id as organizationId',
        'held.station_id as stationId',
        'held.assigned_by_id as assignedById',
        'held.assigned_at as assignedAt',
      ])
      .where('held.user_id', '=', ids)
      .where((either) => either.or([either('held.station_id', 'is', null), either('station.id', 'is not', null)]))
      .orderBy('role.rank', 'desc')
      .orderBy('held.id'),
  ),
  (role) => role.userId,
)
