import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import {
  compareIds,
  filterType,
  IdFilter,
  NullableDateTimeFilter,
  NullableIdFilter,
  readFilter,
} from '#graphql/filters.ts'
import { actorOf, stationsWith } from '#kernel/viewer.ts'
import {
  type CalendarFeedList,
  calendarFeedsByAge,
  countCalendarFeeds,
  listCalendarFeeds,
} from '../../store/feeds/calendar-feed-reads.ts'
import { CalendarFeedConnection } from './calendar-feed.type.ts'

const CalendarFeedFilter = filterType('CalendarFeedFilter', 'Which calendar feeds.', (t) => ({
  station: t.field({ type: IdFilter, description: 'By station.' }),
  resource: t.field({ type: NullableIdFilter, description: 'By whose bookings they have.' }),
  revokedAt: t.field({ type: NullableDateTimeFilter, description: 'By when somebody ended them.' }),
}))

const sorts = { CREATED_AT_DESC: calendarFeedsByAge('desc'), CREATED_AT_ASC: calendarFeedsByAge('asc') }

const CalendarFeedSort = builder.enumType('CalendarFeedSort', {
  description: 'The order of calendar feeds.',
  values: {
    CREATED_AT_DESC: { description: 'The newest first.' },
    CREATED_AT_ASC: { description: 'The oldest first.' },
  } as const,
})

builder.queryField('calendarFeeds', (t) =>
  t.field({
    type: CalendarFeedConnection,
    subGraphs: inApps,
    description:
      'The calendar feeds that one has made, and those of everybody at stations where one holds bookings:feed:manage; in the chef app those of oneself alone.',
    authScopes: { permission: 'bookings:booking:read' },
    args: {
      ...pageArguments,
      filter: t.arg({ type: CalendarFeedFilter, description: 'Which calendar feeds.' }),
      sort: t.arg({
        type: CalendarFeedSort,
        required: true,
        defaultValue: 'CREATED_AT_DESC',
        description: 'In which order.',
      }),
    },
    resolve: async (_root, { filter, sort: sortName, ...args }, { reads, viewer, audience }) => {
      const sort = sorts[sortName]
      const ofOwnResources = audience === 'chef'
      const allAt = ofOwnResources ? [] : stationsWith(viewer, 'bookings:feed:manage')
      const list: CalendarFeedList = {
        stationIds: [...new Set([...allAt, ...stationsWith(viewer, 'bookings:booking:read')])],
        allAt,
        userId: actorOf(viewer),
        ofOwnResources,
        filter: readFilter(filter, { station: compareIds('station'), resource: compareIds('resource') }),
      }
      const page = await listCalendarFeeds(reads, list, sort, toPageRequest(args, sort))
      return { page, sort, countTotal: () => countCalendarFeeds(reads, list) }
    },
  }),
)
