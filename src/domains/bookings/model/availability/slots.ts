import { alignedStarts, dayOf, type LocalDay, MINUTE_MS, type Span } from './calendar.ts'
import type { Demand } from './demand.ts'
import {
  type Availability,
  isFree,
  judgeResource,
  judgeStation,
  type Reason,
  type ResourceTime,
  type Task,
  TRAVEL_REACH_MS,
} from './judgement.ts'

/** What is looked for. */
export interface Search {
  demand: Demand
  task: Task
  durationMinutes: number
  /** Windows begin in it. */
  range: Span
}

/** A window that can be had, and who is free for it. */
export interface Slot extends Span {
  free: readonly ResourceTime[]
}

export interface Verdict {
  /** Those of the demand that are free. */
  free: readonly ResourceTime[]
  /** All that speaks against the window; empty when it can be had. */
  reasons: readonly Reason[]
}

type Wanted = Pick<Search, 'demand' | 'task'>

/**
 * Those who are free, if the window can be had for the demand; null if it cannot. Whoever asks of many windows finds the
 * candidates once.
 */
export function findFree(
  availability: Availability,
  window: Span,
  { demand, task }: Wanted,
  candidates = candidatesFor(availability, demand),
): readonly ResourceTime[] | null {
  if (judgeStation(availability, window, task).length > 0) return null
  const free = candidates.filter((resource) => isFree(availability, resource, window, task))
  return isMet(demand, free) ? free : null
}

/**
 * Whether the window can be had for the demand, and if not, all that speaks against it. The one judge of offers and of
 * bookings; it asks what `findFree` asks, and goes on where that stops.
 */
export function judgeWindow(availability: Availability, window: Span, wanted: Wanted): Verdict {
  const free = findFree(availability, window, wanted)
  if (free) return { free, reasons: [] }
  const { demand, task } = wanted
  const candidates = candidatesFor(availability, demand)
  const verdicts = candidates.map((resource) => ({
    resource,
    reasons: judgeResource(availability, resource, window, task),
  }))
  const left = verdicts.filter(({ reasons }) => reasons.length === 0).map(({ resource }) => resource)
  const ofStation = judgeStation(availability, window, task)
  if (isMet(demand, left)) return { free: left, reasons: ofStation }
  const ofResources = verdicts.flatMap(({ reasons }) => reasons)
  return { free: left, reasons: [...ofStation, ...ofResources, ...missing(demand, candidates)] }
}

/** What the station does not have at all, free or not. */
function missing(demand: Demand, candidates: readonly ResourceTime[]): Reason[] {
  const nothing = { code: 'RESOURCES', bookingId: null, minutes: null, until: null } as const
  if (demand.resourceIds) {
    const unknown = demand.resourceIds.filter((wanted) => !candidates.some(({ id }) => id === wanted))
    return unknown.map((resourceId) => ({ ...nothing, resourceId }))
  }
  const tooFew = demand.needs.some((need) => candidates.filter(({ kind }) => kind === need.kind).length < need.count)
  return tooFew ? [{ ...nothing, resourceId: null }] : []
}

/** Whether these are enough. */
function isMet(demand: Demand, free: readonly ResourceTime[]): boolean {
  if (demand.resourceIds) return demand.resourceIds.every((wanted) => free.some(({ id }) => id === wanted))
  return demand.needs.every((need) => free.filter(({ kind }) => kind === need.kind).length >= need.count)
}

/** Those among whom the demand chooses. */
export function candidatesFor({ resources }: Availability, demand: Demand): readonly ResourceTime[] {
  if (demand.resourceIds) return resources.filter(({ id }) => demand.resourceIds.includes(id))
  const kinds = demand.needs.map(({ kind }) => kind)
  return resources.filter(({ kind }) => kinds.includes(kind))
}

/** Every window that begins in the range where offers begin, by day; a window belongs to the day that it begins on. */
export function* windowsByDay(
  { calendar, policy }: Availability,
  { range, durationMinutes }: Pick<Search, 'range' | 'durationMinutes'>,
): Generator<{ day: LocalDay; windows: Span[] }> {
  const length = durationMinutes * MINUTE_MS
  for (const day of calendar.days) {
    if (day.to <= range.from || day.from >= range.to) continue
    const starts = alignedStarts(calendar, day, policy.alignmentMinutes)
    const within = starts.filter((from) => from >= range.from && from < range.to)
    yield { day, windows: within.map((from) => ({ from, to: from + length })) }
  }
}

/** The nearest windows to the wanted one that can be had, the nearest first; of two as near, the earlier. */
export function nearestSlots(availability: Availability, search: Search, wanted: Span, atMost: number): Slot[] {
  const windows = [...windowsByDay(availability, search)].flatMap((entry) => entry.windows)
  const nearest = windows
    .filter(({ from }) => from !== wanted.from)
    .toSorted((a, b) => Math.abs(a.from - wanted.from) - Math.abs(b.from - wanted.from) || a.from - b.from)
  const candidates = candidatesFor(availability, search.demand)
  const slots: Slot[] = []
  for (const window of nearest) {
    if (slots.length >= atMost) break
    const free = findFree(availability, window, search, candidates)
    if (free) slots.push({ ...window, free })
  }
  return slots
}

/**
 * Who does the job of those who are free: whoever has least to do that day, then whoever is nearest, then by id; named
 * ones are who they are.
 */
export function assign(availability: Availability, demand: Demand, { free, window, task }: Assignment): string[] {
  if (demand.resourceIds) return [...demand.resourceIds]
  const date = dayOf(availability.calendar, window.from)?.date ?? ''
  const rank = (resource: ResourceTime) => [resource.jobsOn.get(date) ?? 0, wayTo(availability, resource, window, task)]
  const ranked = free
    .map((resource) => ({ resource, rank: rank(resource) }))
    .toSorted(
      (a, b) =>
        (a.rank[0] ?? 0) - (b.rank[0] ?? 0) ||
        (a.rank[1] ?? 0) - (b.rank[1] ?? 0) ||
        (a.resource.id < b.resource.id ? -1 : 1),
    )
  return demand.needs.flatMap(({ kind, count }) =>
    ranked
      .filter(({ resource }) => resource.kind === kind)
      .slice(0, count)
      .map(({ resource }) => resource.id),
  )
}

interface Assignment {
  free: readonly ResourceTime[]
  window: Span
  task: Task
}

/** Minutes on the way to the venue, from the last job before it or from home; much where that is not known. */
function wayTo(
  { policy, travelTimes }: Availability,
  { jobs, home }: ResourceTime,
  window: Span,
  { venue }: Task,
): number {
  if (!venue) return 0
  const before = [...jobs].findLast((job) => job.to <= window.from && window.from - job.to < TRAVEL_REACH_MS)
  const origin = before?.place ?? home
  return origin ? travelTimes.minutesBetween(origin, venue, policy.travelSpeedKmh) : Number.MAX_SAFE_INTEGER
}
