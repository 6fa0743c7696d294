import { type RawBuilder, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import { enumType } from '#platform/database/column-types.ts'
import { columnsOf, defineFilter, type FilterOf } from '#platform/database/filters.ts'
import { UserStatus } from '#platform/database/generated/tables/identity.ts'
import { countList, listPage, type Sort } from '#platform/database/keyset.ts'
import type { Session } from '#platform/database/rows.ts'
import { db } from '#platform/database/statements.ts'
import { isMemberOf, isSeenFrom, userColumns } from './identity-reads.ts'
import type { UserRow } from './identity-rows.ts'

/** Never counts as longer ago than any time at all. */
export function userSort(key: 'fullName' | 'lastLoginAt', direction: 'asc' | 'desc'): Sort<UserRow> {
  const first: Sort<UserRow>['keys'][number] =
    key === 'fullName'
      ? { column: 'users.full_name', name: key, type: 'text' }
      : { column: 'users.last_login_at', name: key, type: 'timestamptz', isNullable: true }
  return { direction, keys: [first, { column: 'users.id', name: 'id', type: 'uuid' }] }
}

const column = columnsOf('identity.users as users')

const filterColumns = {
  station: { toSql: worksAt },
  status: column('status', enumType('identity.user_status', UserStatus)),
  lastLoginAt: column('last_login_at', 'timestamptz', { isNullable: true }),
}
const conditionsOf = defineFilter(filterColumns)

/** The people of these businesses whom one sees through these stations and the filter lets through. */
export interface UserList {
  organizationIds: readonly string[]
  seenFrom: readonly string[]
  filter: FilterOf<typeof filterColumns> | null
}

interface StationComparison {
  in?: readonly string[] | null | undefined
  notIn?: readonly string[] | null | undefined
}

function worksAt({ in: some, notIn: none }: StationComparison) {
  const isMember = some ? isMemberOf(sql`${some}::uuid[]`) : sql<boolean>`true`
  return none ? sql<boolean>`(${isMember} and not ${isMemberOf(sql`${none}::uuid[]`)})` : isMember
}

function toList({ organizationIds, seenFrom, filter }: UserList) {
  const select = (organizationId: RawBuilder<string>) =>
    db
      .selectFrom('identity.users as users')
      .select(userColumns)
      .where('users.organization_id', '=', organizationId)
      .where(isSeenFrom(sql`${seenFrom}::uuid[]`))
  return { scopeIds: organizationIds, select, conditions: conditionsOf(filter) }
}

export function listUsers(session: Session, list: UserList, sort: Sort<UserRow>, page: PageRequest) {
  return listPage(session, { ...toList(list), sort, page })
}

export function countUsers(session: Session, list: UserList): Promise<number> {
  return countList(session, toList(list))
}
