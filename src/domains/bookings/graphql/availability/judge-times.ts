import type { Context } from '#graphql/context.ts'
import { atDesk } from '#kernel/viewer.ts'
import type { AvailabilityReader } from '../../use-cases/availability/search-availability.ts'

/**
 * Looks at everybody's time. What a partner sees does not hold the bookings of others, so for partners the gateway looks,
 * at the stations that they reach; what it tells them is only that a time is taken.
 */
export function judgeTimes<Found>(
  context: Context,
  look: (reader: AvailabilityReader) => Promise<Found>,
): Promise<Found> {
  const { viewer } = context
  if (viewer.kind !== 'partner') return look(context)
  return context.perform(
    ({ unitOfWork, stations, clock, travelTimes }) =>
      unitOfWork.run(atDesk(viewer), ({ session }) => look({ reads: session, stations, clock, travelTimes })),
    null,
  )
}
