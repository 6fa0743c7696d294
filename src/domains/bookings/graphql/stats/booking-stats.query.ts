import { builder } from '#graphql/builder.ts'
import { weights } from '#graphql/cost/weights.ts'
import { parseArguments } from '#graphql/query-arguments.ts'
import { Station } from '../../../identity/index.ts'
import type { ZonedStation } from '../../model/availability/zoned-station.ts'
import { arrangeStats, type BookingStats as Stats } from '../../model/stats/booking-figures.ts'
import { MAX_STATS_DAYS, statsRange } from '../../model/stats/stats-range.ts'
import { readBookingTallies } from '../../store/stats/booking-stats-reads.ts'
import { chooseStations, MAX_STATIONS } from '../chosen-stations.ts'
import { BookingFigures } from './booking-figures.type.ts'

const StatsGrouping = builder.enumType('BookingStatsGrouping', {
  description: 'Into which periods statistics are divided, by the calendar of each station.',
  values: {
    DAY: { description: 'Days.' },
    WEEK: { description: 'Weeks from Monday to Sunday, as ISO 8601 has them.' },
    MONTH: { description: 'Months.' },
    NONE: { description: 'None: there is the total alone.' },
  } as const,
})

const BookingStatsPeriod = builder.objectRef<Stats['periods'][number]>('BookingStatsPeriod').implement({
  description: 'A day, a week or a month.',
  fields: (t) => ({
    fromDate: t.field({
      type: 'LocalDate',
      description: 'Its first day in the range.',
      resolve: ({ period: { fromDate } }) => fromDate,
    }),
    untilDate: t.field({
      type: 'LocalDate',
      description: 'The day after its last one in the range.',
      resolve: ({ period: { untilDate } }) => untilDate,
    }),
    figures: t.field({
      type: BookingFigures,
      cost: 0,
      description: 'What begins in it.',
      resolve: ({ figures }) => figures,
    }),
  }),
})

const BookingStats = builder.objectRef<Stats & { stations: readonly ZonedStation[] }>('BookingStats').implement({
  description: 'How many bookings there were in a range, what became of them, and what they bring in.',
  fields: (t) => ({
    stations: t.field({
      type: [Station],
      listSize: MAX_STATIONS,
      cost: weights.part,
      description: `Whose bookings are counted; at most ${MAX_STATIONS}.`,
      resolve: ({ stations }) => stations.map(({ id }) => id),
    }),
    total: t.field({ type: BookingFigures, cost: 0, description: 'All together.', resolve: ({ total }) => total }),
    periods: t.field({
      type: [BookingStatsPeriod],
      listSize: MAX_STATS_DAYS,
      cost: 0,
      description: `Every period of the range, also those without bookings, in order: at most ${MAX_STATS_DAYS}.`,
      resolve: ({ periods }) => periods,
    }),
  }),
})

builder.queryField('bookingStats', (t) =>
  t.field({
    type: BookingStats,
    description:
      'Statistics of the bookings that begin in a range. A booking belongs to the date that the clock of its station shows when it begins.',
    authScopes: { permission: 'bookings:stats:read' },
    cost: weights.statistics,
    args: {
      fromDate: t.arg({ type: 'LocalDate', required: true, description: 'The first day.' }),
      untilDate: t.arg({
        type: 'LocalDate',
        required: true,
        description: `The day after the last one; at most ${MAX_STATS_DAYS} days in all.`,
      }),
      stationIds: t.arg.idList({
        description: `Only these stations, at most ${MAX_STATIONS}; all whose statistics one may see when it is not given. Others are left out.`,
      }),
      groupBy: t.arg({
        type: StatsGrouping,
        required: true,
        defaultValue: 'NONE',
        description: 'Into which periods they are divided.',
      }),
    },
    resolve: async (_root, { stationIds, groupBy, ...args }, { reads, viewer, clock, stations }) => {
      const range = parseArguments(statsRange, args)
      const chosen = chooseStations(viewer, 'bookings:stats:read', stationIds)
      const zoned = await stations.list(chosen, reads)
      const wanted = { ...range, grouping: groupBy, now: clock.now() }
      return { ...arrangeStats(await readBookingTallies(reads, zoned, wanted), range, groupBy), stations: zoned }
    },
  }),
)
