import type { GeoPoint } from '#kernel/great-circle.ts'
import type { TravelTimes } from '#kernel/travel-times.ts'
import type { BookingPolicy } from './booking-policy.ts'
import { type Calendar, dayOf, MINUTE_MS, type Span } from './calendar.ts'
import type { ResourceKind } from './demand.ts'
import type { Timeline } from './timeline.ts'

/** Why a window cannot be had. */
export const reasonCodes = [
  'NOTICE',
  'HORIZON',
  'HOURS',
  'OVERRIDE',
  'TIME_OFF',
  'BUFFER',
  'TRAVEL',
  'DAILY_CAP',
  'HELD',
  'BOOKED',
  'BLOCKED',
  'SKILL',
  'RESOURCES',
] as const
export type ReasonCode = (typeof reasonCodes)[number]

export interface Reason {
  code: ReasonCode
  /** Null where it is about the whole station. */
  resourceId: string | null
  /** What stands in the way, or lies too near. */
  bookingId: string | null
  /** BUFFER and TRAVEL: the minutes that there have to be in between. */
  minutes: number | null
  /** When what stands in the way ends; NOTICE: from when on one may book. In milliseconds. */
  until: number | null
}

/** What a resource does when it is not free. DONE is work that is over: it blocks nothing, and counts as a job of its day. */
export interface Occupation extends Span {
  cause: 'BOOKED' | 'HELD' | 'DONE' | 'BLOCKED' | 'TIME_OFF'
  bookingId: string | null
  /** Where the job takes place. */
  place: GeoPoint | null
  /** A job that was given this time on purpose though it was not free. */
  isOverbooked: boolean
}

/** The time of one resource. */
export interface ResourceTime {
  id: string
  kind: ResourceKind
  name: string
  skills: readonly string[]
  home: GeoPoint | null
  /** Minutes between two of its jobs: what has to follow one, or to go before the next, whichever is more. */
  gapMinutes: number
  /** When it can be had by its rules alone, and with the days that are different; apart, in order. */
  usual: Timeline<Span>
  open: Timeline<Span>
  /** By their beginning. */
  jobs: Timeline<Occupation>
  /** For each job the latest end of it and all before it. */
  reach: readonly number[]
  blocks: readonly Occupation[]
  /** Its jobs that begin on each local date. */
  jobsOn: ReadonlyMap<string, number>
}

/** What is looked up of the jobs of a resource, which stand in the order of their beginning. */
export function indexJobs(jobs: readonly Occupation[], calendar: Calendar): Pick<ResourceTime, 'reach' | 'jobsOn'> {
  const jobsOn = new Map<string, number>()
  const reach: number[] = []
  let furthest = Number.NEGATIVE_INFINITY
  for (const { from, to } of jobs) {
    furthest = Math.max(furthest, to)
    reach.push(furthest)
    const date = dayOf(calendar, from)?.date
    if (date !== undefined) jobsOn.set(date, (jobsOn.get(date) ?? 0) + 1)
  }
  return { reach, jobsOn }
}

/** All that decides whether a station can be booked: as of one moment. */
export interface Availability {
  stationId: string
  /** IANA. */
  zone: string
  now: number
  policy: BookingPolicy
  /** The first instant beyond the horizon; null for none. */
  horizonAt: number | null
  calendar: Calendar
  resources: readonly ResourceTime[]
  travelTimes: TravelTimes
}

/** What a job asks of those who do it. */
export interface Task {
  /** Every person needs all of them. */
  skills: readonly string[]
  /** Where it takes place; null at the station, or where nobody knows. */
  venue: GeoPoint | null
  /** Taken as they come: without notice. */
  isWalkIn: boolean
}

/** Jobs further apart than this are not looked at for the way between them. */
export const TRAVEL_REACH_MS = 12 * 60 * MINUTE_MS

/** Why nobody at the station can have the window; empty when nothing speaks against it. */
export function judgeStation({ policy, now, horizonAt, calendar }: Availability, window: Span, task: Task): Reason[] {
  const reasons: Reason[] = []
  const earliest = now + policy.minimumNoticeMinutes * MINUTE_MS
  if (!task.isWalkIn && (window.from < earliest || window.from <= now))
    reasons.push(reason('NOTICE', { until: earliest }))
  if (horizonAt !== null && window.from >= horizonAt) reasons.push(reason('HORIZON'))
  const jobs = dayOf(calendar, window.from)?.jobs ?? 0
  if (policy.stationDailyCap !== null && jobs >= policy.stationDailyCap) reasons.push(reason('DAILY_CAP'))
  return reasons
}

/** Why the resource cannot have the window; empty when it is free for it. */
export function judgeResource(availability: Availability, resource: ResourceTime, window: Span, task: Task): Reason[] {
  const reasons: Reason[] = []
  findReasons(availability, resource, window, task, (found) => {
    reasons.push(found)
    return true
  })
  return reasons
}

export function isFree(availability: Availability, resource: ResourceTime, window: Span, task: Task): boolean {
  return findReasons(availability, resource, window, task, null)
}

/** Is told of each reason, and whether to go on. Without one the first reason ends it, and none is ever made. */
type Report = ((reason: Reason) => boolean) | null

/** The one place that knows what keeps a resource from a window. Returns whether it got to its end. */
function findReasons(
  availability: Availability,
  resource: ResourceTime,
  window: Span,
  task: Task,
  report: Report,
): boolean {
  const { policy, calendar } = availability
  const { id: resourceId } = resource
  if (lacksSkill(resource, task) && !report?.(reason('SKILL', { resourceId }))) return false
  if (!liesWithin(resource.open, window)) {
    const code = report && liesWithin(resource.usual, window) ? 'OVERRIDE' : 'HOURS'
    if (!report?.(reason(code, { resourceId }))) return false
  }
  for (const block of resource.blocks) {
    if (overlaps(block, window) && !report?.(standing(resource, block))) return false
  }
  if (!findJobs(availability, resource, window, task, report)) return false
  if (policy.resourceDailyCap === null) return true
  const day = dayOf(calendar, window.from)
  const jobs = (day && resource.jobsOn.get(day.date)) ?? 0
  return jobs < policy.resourceDailyCap || report?.(reason('DAILY_CAP', { resourceId })) === true
}

/** Jobs in the window, and those too near to it. Returns whether to go on. */
function findJobs(
  { policy, travelTimes }: Availability,
  resource: ResourceTime,
  window: Span,
  task: Task,
  report: Report,
): boolean {
  const { id: resourceId, jobs, reach, gapMinutes } = resource
  const around = Math.max(gapMinutes * MINUTE_MS, task.venue ? TRAVEL_REACH_MS : 0)
  for (let at = jobs.lastNotAfter(window.to + around); at >= 0; at -= 1) {
    if ((reach[at] ?? 0) <= window.from - around) return true
    const job = jobs.at(at)
    if (!job || job.cause === 'DONE') continue
    if (overlaps(job, window)) {
      if (!report?.(standing(resource, job))) return false
      continue
    }
    const between = Math.max(window.from - job.to, job.from - window.to) / MINUTE_MS
    const { bookingId } = job
    if (between < gapMinutes && !report?.(reason('BUFFER', { resourceId, bookingId, minutes: gapMinutes })))
      return false
    if (!task.venue || !job.place || between * MINUTE_MS >= TRAVEL_REACH_MS) continue
    const [origin, destination] = job.to <= window.from ? [job.place, task.venue] : [task.venue, job.place]
    const minutes = travelTimes.minutesBetween(origin, destination, policy.travelSpeedKmh)
    if (between < minutes && !report?.(reason('TRAVEL', { resourceId, bookingId, minutes }))) return false
  }
  return true
}

function standing({ id }: ResourceTime, { cause, bookingId, to }: Occupation): Reason {
  return reason(cause === 'DONE' ? 'BOOKED' : cause, { resourceId: id, bookingId, until: to })
}

/** Skills are those of persons: a van needs none. */
function lacksSkill({ kind, skills }: ResourceTime, task: Task): boolean {
  if (kind !== 'CHEF') return false
  // Not by `some`, whose closure would be made for every resource of every window.
  for (const skill of task.skills) if (!skills.includes(skill)) return true
  return false
}

function liesWithin(spans: Timeline<Span>, window: Span): boolean {
  const span = spans.at(spans.lastNotAfter(window.from))
  return span !== undefined && window.to <= span.to
}

function overlaps(one: Span, other: Span): boolean {
  return one.from < other.to && other.from < one.to
}

function reason(code: ReasonCode, about: Partial<Omit<Reason, 'code'>> = {}): Reason {
  return { code, resourceId: null, bookingId: null, minutes: null, until: null, ...about }
}
