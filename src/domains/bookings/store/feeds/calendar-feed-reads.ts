import { type RawBuilder, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import { columnsOf, defineFilter, type FilterOf } from '#platform/database/filters.ts'
import { countList, listPage, type Sort } from '#platform/database/keyset.ts'
import { readById } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'

export interface CalendarFeedRow {
  id: string
  stationId: string
  /** Null for all of the station. */
  resourceId: string | null
  /** The person behind the resource. */
  personId: string | null
  createdById: string | null
  name: string
  rotatedAt: Date | null
  revokedAt: Date | null
  lastReadAt: Date | null
  createdAt: Date
}

const columns = [
  'feeds.id',
  'feeds.station_id as stationId',
  'feeds.resource_id as resourceId',
  sql<
    string | null
  >`(select resources.user_id from bookings.resources as resources where resources.id = feeds.resource_id)`.as(
    'personId',
  ),
  'feeds.created_by_id as createdById',
  'feeds.name',
  'feeds.rotated_at as rotatedAt',
  'feeds.revoked_at as revokedAt',
  'feeds.last_read_at as lastReadAt',
  'feeds.created_at as createdAt',
] as const

export const calendarFeedById = readById<CalendarFeedRow>(
  prepare(
    db
      .selectFrom('bookings.calendar_feeds as feeds')
      .select(columns)
      .where('feeds.id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`),
  ),
)

/** What is known of a feed before anybody knows who may see what. */
export interface PresentedFeed {
  id: string
  stationId: string
  resourceId: string | null
  createdById: string
  name: string
  createdAt: Date
  lastReadAt: Date | null
}

const presentedFeed = prepare<PresentedFeed>(
  db
    .selectFrom('bookings.calendar_feeds as feeds')
    .select([
      'feeds.id',
      'feeds.station_id as stationId',
      'feeds.resource_id as resourceId',
      sql<string>`feeds.created_by_id`.as('createdById'),
      'feeds.name',
      'feeds.created_at as createdAt',
      'feeds.last_read_at as lastReadAt',
    ])
    .where('feeds.token_hash', '=', parameter<Buffer>(1, 'bytea'))
    .where('feeds.revoked_at', 'is', null)
    .where('feeds.created_by_id', 'is not', null),
)

/** The feed at this address, if nobody has ended it. Needs the sign-in door. */
export async function findPresentedFeed(session: Session, tokenHash: Buffer): Promise<PresentedFeed | null> {
  const [feed] = await session.run(presentedFeed, [tokenHash])
  return feed ?? null
}

const liveFeeds = prepare<{ ofStation: number; ofPerson: number }>(
  db
    .selectFrom('bookings.calendar_feeds as feeds')
    .select([
      sql<number>`count(*)`.as('ofStation'),
      sql<number>`count(*) filter (where feeds.created_by_id = ${parameter<string>(2, 'uuid')})`.as('ofPerson'),
    ])
    .where('feeds.station_id', '=', parameter<string>(1, 'uuid'))
    .where('feeds.revoked_at', 'is', null),
)

/** How many feeds of the station have not been revoked, and how many of them this person has made. */
export async function countLiveFeeds(session: Session, { stationId, userId }: { stationId: string; userId: string }) {
  const [counts] = await session.run(liveFeeds, [stationId, userId])
  return counts ?? { ofStation: 0, ofPerson: 0 }
}

export function calendarFeedsByAge(direction: 'asc' | 'desc'): Sort<CalendarFeedRow> {
  return {
    direction,
    keys: [
      { column: 'feeds.created_at', name: 'createdAt', type: 'timestamptz' },
      { column: 'feeds.id', name: 'id', type: 'uuid' },
    ],
  }
}

const column = columnsOf('bookings.calendar_feeds as feeds')

const filterColumns = {
  station: column('station_id', 'uuid', { isScope: true }),
  resource: column('resource_id', 'uuid', { isNullable: true }),
  revokedAt: column('revoked_at', 'timestamptz', { isNullable: true }),
}
const conditionsOf = defineFilter(filterColumns)

/** The feeds of these stations that the filter lets through. */
export interface CalendarFeedList {
  stationIds: readonly string[]
  /** At all other stations than these only what this person has made. */
  allAt: readonly string[]
  userId: string | null
  /** Only of resources behind which this person stands. */
  ofOwnResources: boolean
  filter: FilterOf<typeof filterColumns> | null
}

function toList({ stationIds, allAt, userId, ofOwnResources, filter }: CalendarFeedList) {
  const select = (stationId: RawBuilder<string>) => {
    const visible = db
      .selectFrom('bookings.calendar_feeds as feeds')
      .select(columns)
      .where('feeds.station_id', '=', stationId)
      .where(sql<boolean>`(feeds.station_id = any(${allAt}::uuid[]) or feeds.created_by_id = ${userId}::uuid)`)
    if (!ofOwnResources) return visible
    return visible.where(
      sql<boolean>`feeds.resource_id in (select resources.id from bookings.resources as resources where resources.user_id = ${userId}::uuid)`,
    )
  }
  return { scopeIds: stationIds, select, conditions: conditionsOf(filter) }
}

export function listCalendarFeeds(
  session: Session,
  list: CalendarFeedList,
  sort: Sort<CalendarFeedRow>,
  page: PageRequest,
) {
  return listPage(session, { ...toList(list), sort, page })
}

export function countCalendarFeeds(session: Session, list: CalendarFeedList): Promise<number> {
  return countList(session, toList(list))
}
