import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { compareIds, DateTimeFilter, filterType, IdFilter, readFilter } from '#graphql/filters.ts'
import { actorOf, stationsWith } from '#kernel/viewer.ts'
import { countTimeOff, listTimeOff, type TimeOffList, timeOffByStart } from '../../store/availability/time-off-reads.ts'
import { TimeOffConnection, TimeOffKindFilter, TimeOffStatusFilter } from './time-off.type.ts'

const TimeOffFilter = filterType('TimeOffFilter', 'Which time off.', (t) => ({
  station: t.field({ type: IdFilter, description: 'By station.' }),
  resource: t.field({ type: IdFilter, description: 'By whose it is.' }),
  status: t.field({ type: TimeOffStatusFilter, description: 'By how far it has come.' }),
  kind: t.field({ type: TimeOffKindFilter, description: 'By what sort it is.' }),
  startsAt: t.field({ type: DateTimeFilter, description: 'By when it begins.' }),
  endsAt: t.field({ type: DateTimeFilter, description: 'By when it ends.' }),
}))

const sorts = { STARTS_AT_ASC: timeOffByStart('asc'), STARTS_AT_DESC: timeOffByStart('desc') }

const TimeOffSort = builder.enumType('TimeOffSort', {
  description: 'The order of time off.',
  values: {
    STARTS_AT_ASC: { description: 'The first to begin first.' },
    STARTS_AT_DESC: { description: 'The last to begin first.' },
  } as const,
})

builder.queryField('timeOff', (t) =>
  t.field({
    type: TimeOffConnection,
    subGraphs: inApps,
    description: "All time off of the stations at which one decides on it, and one's own at the others.",
    authScopes: { permission: 'bookings:timeoff:request' },
    args: {
      ...pageArguments,
      filter: t.arg({ type: TimeOffFilter, description: 'Which.' }),
      sort: t.arg({ type: TimeOffSort, required: true, defaultValue: 'STARTS_AT_ASC', description: 'In which order.' }),
    },
    resolve: async (_root, { filter, sort: sortName, ...args }, { reads, viewer }) => {
      const sort = sorts[sortName]
      const allAt = stationsWith(viewer, 'bookings:timeoff:approve')
      const list: TimeOffList = {
        stationIds: [...new Set([...allAt, ...stationsWith(viewer, 'bookings:timeoff:request')])],
        allAt,
        personId: actorOf(viewer),
        filter: readFilter(filter, { station: compareIds('station'), resource: compareIds('resource') }),
      }
      const page = await listTimeOff(reads, list, sort, toPageRequest(args, sort))
      return { page, sort, countTotal: () => countTimeOff(reads, list) }
    },
  }),
)
