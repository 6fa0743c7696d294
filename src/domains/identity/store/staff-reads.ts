import { sql } from 'kysely'
import type { Permission } from '#kernel/permissions.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { RankedRole } from '../model/rank.ts'

/** A role in one place, with what is needed to take it away. */
export interface HeldRank extends RankedRole {
  id: string
  roleId: string
}

const heldRanks = prepare<HeldRank>(
  db
    .selectFrom('identity.user_roles as held')
    .innerJoin('identity.roles as role', 'role.id', 'held.role_id')
    .select([
      'held.id',
      'held.role_id as roleId',
      'role.code',
      'role.rank',
      'held.organization_id as organizationId',
      'held.station_id as stationId',
    ])
    .where('held.user_id', '=', parameter<string>(1, 'uuid'))
    .orderBy('held.id'),
)

const grantOfWholeOrganization = prepare<{ id: string }>(
  db
    .selectFrom('identity.user_roles as held')
    .innerJoin('identity.role_permissions as granted', 'granted.role_id', 'held.role_id')
    .select('held.id')
    .where('held.user_id', '=', parameter<string>(1, 'uuid'))
    .where('granted.permission_code', '=', parameter<string>(2, 'text'))
    .where('held.station_id', 'is', null)
    .where((either) =>
      either.or([
        either('held.organization_id', 'is', null),
        either('held.organization_id', '=', parameter<string>(3, 'uuid')),
      ]),
    )
    .limit(sql.lit(1)),
)

/** The organization's own role of that name comes before the built-in one. */
const roleByCode = prepare<{ id: string; rank: number }>(
  db
    .selectFrom('identity.roles')
    .select(['id', 'rank'])
    .where('code', '=', parameter<string>(1, 'text'))
    .where((either) =>
      either.or([either('organization_id', 'is', null), either('organization_id', '=', parameter<string>(2, 'uuid'))]),
    )
    .orderBy(sql`organization_id nulls last`)
    .limit(sql.lit(1)),
)

const otherActiveOwners = prepare<{ id: string }>(
  db
    .selectFrom('identity.user_roles as held')
    .innerJoin('identity.roles as role', 'role.id', 'held.role_id')
    .innerJoin('identity.users as holder', 'holder.id', 'held.user_id')
    .select('holder.id')
    .where('held.organization_id', '=', parameter<string>(1, 'uuid'))
    .where('held.station_id', 'is', null)
    .where('role.code', '=', parameter<string>(2, 'text'))
    .where('role.organization_id', 'is', null)
    .where('holder.id', '<>', parameter<string>(3, 'uuid'))
    .where('holder.status', '=', sql.lit('ACTIVE'))
    .limit(sql.lit(1)),
)

/** Roles that the user holds, wherever that is. */
export function findHeldRanks(session: Session, userId: string): Promise<HeldRank[]> {
  return session.run(heldRanks, [userId])
}

/** Whether the user holds the permission at all stations of the organization, also at those that come later. */
export async function holdsEverywhere(
  session: Session,
  { userId, permission, organizationId }: { userId: string; permission: Permission; organizationId: string },
): Promise<boolean> {
  const rows = await session.run(grantOfWholeOrganization, [userId, permission, organizationId])
  return rows.length > 0
}

/** The role that is called so in the organization. */
export async function findRole(
  session: Session,
  { code, organizationId }: { code: string; organizationId: string },
): Promise<{ id: string; rank: number } | null> {
  const [role] = await session.run(roleByCode, [code, organizationId])
  return role ?? null
}

/** Whether somebody else who may sign in has that role over the whole organization. */
export async function hasOtherHolder(
  session: Session,
  { organizationId, code, userId }: { organizationId: string; code: string; userId: string },
): Promise<boolean> {
  const rows = await session.run(otherActiveOwners, [organizationId, code, userId])
  return rows.length > 0
}
