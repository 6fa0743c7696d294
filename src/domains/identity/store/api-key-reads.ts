import { type RawBuilder, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import { columnsOf, defineFilter, type FilterOf } from '#platform/database/filters.ts'
import { countList, listPage, type Sort } from '#platform/database/keyset.ts'
import { readById } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import { type ApiKeyState, apiKeyStates } from '../model/api-key-state.ts'
import type { ApiKeyRow, PresentedKeyRow } from './api-key-rows.ts'

const isReplaced = sql<boolean>`exists (select from identity.api_keys as successor
  where successor.organization_id = keys.organization_id and successor.rotated_from_id = keys.id)`
const namedStations = sql`select named.station_id from identity.api_key_stations as named
  where named.organization_id = keys.organization_id and named.api_key_id = keys.id`

const keyColumns = [
  'keys.id',
  'keys.organization_id as organizationId',
  'keys.name',
  'keys.key_id as keyId',
  'keys.scopes',
  'keys.all_stations as allStations',
  sql<string[]>`array(${namedStations} order by named.station_id)`.as('stationIds'),
  'keys.plan',
  'keys.expires_at as expiresAt',
  'keys.last_used_at as lastUsedAt',
  'keys.rotated_from_id as rotatedFromId',
  isReplaced.as('isReplaced'),
  'keys.revoked_at as revokedAt',
  'keys.created_by_id as createdById',
  'keys.version',
  'keys.created_at as createdAt',
] as const

export const apiKeyById = readById<ApiKeyRow>(
  prepare(
    db
      .selectFrom('identity.api_keys as keys')
      .select(keyColumns)
      .where('keys.id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`),
  ),
)

const presentedKey = prepare<PresentedKeyRow>(
  db
    .selectFrom('identity.api_keys as keys')
    .select([
      'keys.id',
      'keys.organization_id as organizationId',
      'keys.key_hash as keyHash',
      'keys.scopes',
      sql<string[]>`array(select station.id from identity.stations as station
        where station.organization_id = keys.organization_id
          and (keys.all_stations or station.id in (${namedStations})))`.as('stationIds'),
      'keys.plan',
      'keys.expires_at as expiresAt',
      'keys.revoked_at as revokedAt',
    ])
    .where('keys.key_id', '=', parameter<string>(1, 'text')),
)

/** The key with this part in the clear, whatever has become of it. Needs the sign-in door. */
export async function findPresentedKey(session: Session, keyId: string): Promise<PresentedKeyRow | null> {
  const [row] = await session.run(presentedKey, [keyId])
  return row ?? null
}

/** Values: the ids of keys, and the time. */
const liveKeys = prepare<{ id: string }>(
  db
    .selectFrom('identity.api_keys')
    .select('id')
    .where('id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`)
    .where('revoked_at', 'is', null)
    .where((either) =>
      either.or([either('expires_at', 'is', null), either('expires_at', '>', parameter<Date>(2, 'timestamptz'))]),
    ),
)

/** Those of the keys that are good at that time. Needs the sign-in door. */
export async function findLiveKeys(session: Session, ids: readonly string[], at: Date): Promise<string[]> {
  return (await session.run(liveKeys, [ids, at])).map(({ id }) => id)
}

export type ApiKeySortKey = 'createdAt' | 'name'

export function apiKeySort(key: ApiKeySortKey, direction: 'asc' | 'desc'): Sort<ApiKeyRow> {
  const first =
    key === 'createdAt'
      ? ({ column: 'keys.created_at', name: key, type: 'timestamptz' } as const)
      : ({ column: 'keys.name', name: key, type: 'text' } as const)
  return { direction, keys: [first, { column: 'keys.id', name: 'id', type: 'uuid' }] }
}

const column = columnsOf('identity.api_keys as keys')

const filterColumns = {
  state: { toSql: isInState },
  lastUsedAt: column('last_used_at', 'timestamptz', { isNullable: true }),
  createdAt: column('created_at', 'timestamptz'),
}
const conditionsOf = defineFilter(filterColumns)

interface StateComparison {
  eq?: ApiKeyState | null | undefined
  in?: readonly ApiKeyState[] | null | undefined
  notIn?: readonly ApiKeyState[] | null | undefined
  /** As of which the states are. */
  at: Date
}

function isInState({ eq, in: some, notIn: none, at }: StateComparison) {
  const isOver = sql<boolean>`coalesce(keys.expires_at <= ${at}::timestamptz, false)`
  const state = sql<ApiKeyState>`case when keys.revoked_at is not null then 'REVOKED' when ${isOver} then 'EXPIRED'
    when ${isReplaced} then 'REPLACED' else 'ACTIVE' end`
  const wanted = apiKeyStates.filter(
    (one) => (eq == null || one === eq) && (!some || some.includes(one)) && !none?.includes(one),
  )
  return sql<boolean>`${state} = any(${wanted}::text[])`
}

/** The keys that the filter lets through, of those within reach. */
export interface ApiKeyList {
  /** Keys that are good nowhere but here, and keys of these whole organizations. */
  stationIds: readonly string[]
  wholeOrganizationIds: readonly string[]
  organizationIds: readonly string[]
  filter: FilterOf<typeof filterColumns> | null
}

function toList({ stationIds, wholeOrganizationIds, organizationIds, filter }: ApiKeyList) {
  const isInReach = sql<boolean>`case when keys.all_stations then keys.organization_id = any(${wholeOrganizationIds}::uuid[])
    else not exists (${namedStations} and named.station_id <> all(${stationIds}::uuid[])) end`
  const select = (organizationId: RawBuilder<string>) =>
    db
      .selectFrom('identity.api_keys as keys')
      .select(keyColumns)
      .where('keys.organization_id', '=', organizationId)
      .where(isInReach)
  return { scopeIds: organizationIds, select, conditions: conditionsOf(filter) }
}

export function listApiKeys(session: Session, list: ApiKeyList, sort: Sort<ApiKeyRow>, page: PageRequest) {
  return listPage(session, { ...toList(list), sort, page })
}

export function countApiKeys(session: Session, list: ApiKeyList): Promise<number> {
  return countList(session, toList(list))
}
