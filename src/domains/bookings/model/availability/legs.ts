import type { GeoPoint } from '#kernel/great-circle.ts'
import { MINUTE_MS } from './calendar.ts'
import { type Occupation, type ResourceTime, TRAVEL_REACH_MS } from './judgement.ts'

/** What a resource does that has to be where its jobs are. */
interface Plan extends Pick<ResourceTime, 'blocks'> {
  jobs: Iterable<Occupation>
}

/** Minutes on the way. */
export type Way = (from: GeoPoint, to: GeoPoint) => number

/** The way to a job of one resource, right before it begins. */
export interface Leg {
  bookingId: string
  /** As that of the job. */
  status: 'HELD' | 'ACTIVE'
  /** When it begins, in milliseconds; null where no way leads to the job. */
  from: number | null
  /** When the job begins. */
  to: number
  /** The way to a job that is overbooked: nothing keeps it free. */
  isOverbooked: boolean
}

/**
 * The legs that one more job of a resource changes: to it, and to what comes after it. Those that are none now and can
 * have been none before are left out.
 */
export function legsOfNewJob({ jobs, blocks }: Plan, job: Occupation, way: Way): Leg[] {
  const before = new Map(withOrigins(jobs).map((entry) => [entry.job, entry.origin]))
  return withOrigins([...jobs, job]).flatMap(({ job: later, origin }) => {
    const previous = before.get(later) ?? null
    const isChanged = later === job || previous !== origin
    return isChanged && (hasWay(origin, later) || hasWay(previous, later)) ? toLegs(later, origin, blocks, way) : []
  })
}

/** The legs to all jobs that begin in the stretch, those that no way leads to included. */
export function legsWithin({ jobs, blocks }: Plan, { from, to }: { from: number; to: number }, way: Way): Leg[] {
  return withOrigins(jobs).flatMap(({ job, origin }) =>
    job.from >= from && job.from < to ? toLegs(job, origin, blocks, way) : [],
  )
}

interface Arrival {
  job: Occupation
  /** Of all jobs before it the one that ends last. */
  origin: Occupation | null
}

function withOrigins(jobs: Iterable<Occupation>): Arrival[] {
  let last: Occupation | null = null
  return [...jobs].sort(byBeginning).map((job) => {
    const origin = last
    if (!last || job.to > last.to) last = job
    return { job, origin }
  })
}

/** Of two jobs that begin together the one that keeps its time comes first. */
function byBeginning(one: Occupation, other: Occupation): number {
  return (
    one.from - other.from ||
    Number(one.isOverbooked) - Number(other.isOverbooked) ||
    ((one.bookingId ?? '') < (other.bookingId ?? '') ? -1 : 1)
  )
}

/** The leg as the jobs have it; none for a job that is over, whose leg stays as it was. */
function toLegs(job: Occupation, origin: Occupation | null, blocks: Plan['blocks'], way: Way): Leg[] {
  const { bookingId, cause, from: to, isOverbooked } = job
  if (bookingId === null || cause === 'DONE') return []
  const from = hasWay(origin, job) ? setOut(origin, job, blocks, way) : to
  return [{ bookingId, status: cause === 'HELD' ? 'HELD' : 'ACTIVE', from: from < to ? from : null, to, isOverbooked }]
}

interface Placed extends Occupation {
  place: GeoPoint
}

/** Whether there is a place to come from, a place to go to, and time in between, but less than half a day. */
function hasWay(origin: Occupation | null, job: Occupation): origin is Placed {
  if (!origin?.place || !job.place) return false
  const between = job.from - origin.to
  return between > 0 && between < TRAVEL_REACH_MS
}

/** As long before the job as the way takes, but not before the last one is over, nor within what is blocked. */
function setOut(origin: Placed, { from, place, isOverbooked }: Occupation, blocks: Plan['blocks'], way: Way): number {
  if (!place) return from
  const ends = isOverbooked ? [] : blocks.filter((block) => block.from < from).map((block) => Math.min(block.to, from))
  return Math.max(from - way(origin.place, place) * MINUTE_MS, origin.to, ...ends)
}
