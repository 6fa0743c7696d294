import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { noPolicy } from '../model/availability/booking-policy.ts'
import { TRAVEL_REACH_MS } from '../model/availability/judgement.ts'
import { legsWithin, type Way } from '../model/availability/legs.ts'
import type { TimeWindow } from '../model/time-window.ts'
import { readOccupations } from '../store/availability/occupation-reads.ts'
import { policyOfStation } from '../store/availability/policy-reads.ts'
import { writeLegs } from '../store/travel-leg-writes.ts'

interface Changed {
  stationId: string
  /** Locked. */
  resourceIds: readonly string[]
  /** In which they have something else to do now. */
  window: TimeWindow
  at: Date
}

/** Every job that is written counts: also a hold that has run out, until that is written down. */
const BEFORE_ALL_HOLDS = new Date(0)

/** Makes the ways to all jobs that begin in the stretch, or up to half a day after it, what the jobs now ask for. */
export async function refitLegs(
  { travelTimes }: Pick<UseCaseContext, 'travelTimes'>,
  transaction: Transaction,
  { stationId, resourceIds, window: { startsAt, endsAt }, at }: Changed,
): Promise<void> {
  const { session } = transaction
  const beyond = endsAt.getTime() + TRAVEL_REACH_MS
  const [policies, occupations] = await Promise.all([
    policyOfStation.readAll(session, [stationId]),
    readOccupations(session, {
      stationId,
      resourceIds,
      from: new Date(startsAt.getTime() - TRAVEL_REACH_MS),
      until: new Date(beyond),
      now: BEFORE_ALL_HOLDS,
      exceptBookingId: null,
      timesOnly: false,
    }),
  ])
  const { travelSpeedKmh } = policies[0]?.[0]?.policy ?? noPolicy
  const way: Way = (from, to) => travelTimes.minutesBetween(from, to, travelSpeedKmh)
  const legs = [...occupations].flatMap(([resourceId, plan]) =>
    legsWithin(plan, { from: startsAt.getTime(), to: beyond }, way).map((leg) => ({ ...leg, resourceId })),
  )
  await writeLegs(transaction, { stationId, legs, at })
}
