import { builder } from '#graphql/builder.ts'
import { weights } from '#graphql/cost/weights.ts'
import { findIds } from '#graphql/ids.ts'
import { parseArguments } from '#graphql/query-arguments.ts'
import { calendarRequest, MAX_CALENDAR_DAYS, MAX_CALENDAR_ENTRIES } from '../../model/calendar/calendar-request.ts'
import { chooseStations, MAX_STATIONS } from '../chosen-stations.ts'
import { ResourceKind } from '../resource.type.ts'
import { Calendar, limitedLists } from './calendar.type.ts'

builder.queryField('calendar', (t) =>
  t.field({
    type: Calendar,
    description:
      'What the stations have to do in a stretch of time, for pages that draw it. Costs what its limit says, and gives back what it does not hold.',
    authScopes: { permission: 'bookings:booking:read' },
    cost: weights.calendar,
    listSize: { slicingArguments: ['limit'], sizedFields: limitedLists },
    args: {
      from: t.arg({ type: 'DateTime', required: true, description: 'What ends after this time.' }),
      until: t.arg({
        type: 'DateTime',
        required: true,
        description: `What begins before this time: after from, by ${MAX_CALENDAR_DAYS} days at most (and the hour of a clock that is set back).`,
      }),
      stationIds: t.arg.idList({
        description: `Only these stations, at most ${MAX_STATIONS}; all whose bookings one may see when it is not given. Others are left out.`,
      }),
      resourceIds: t.arg.idList({
        description: 'Only these resources and what they do, at most 100; everything when it is not given.',
      }),
      resourceKinds: t.arg({
        type: [ResourceKind],
        description: 'Only resources of these kinds and what they do; everything when it is not given.',
      }),
      limit: t.arg.int({
        required: true,
        description: `How long each list may be, 1 to ${MAX_CALENDAR_ENTRIES}. When there is more, the answer is the error RANGE_TOO_LARGE, never a part.`,
      }),
    },
    resolve: async (_root, { stationIds, resourceIds, ...args }, { reads, viewer, clock, stations }) => {
      const given = resourceIds == null ? null : findIds('resource', resourceIds)
      const { from, until, resourceKinds, limit } = parseArguments(calendarRequest, { ...args, resourceIds: given })
      return {
        stations: await stations.list(chooseStations(viewer, 'bookings:booking:read', stationIds), reads),
        from,
        until,
        resourceIds: given,
        resourceKinds: resourceKinds ?? null,
        limit,
        now: clock.now(),
      }
    },
  }),
)
