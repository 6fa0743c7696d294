import { NotFoundError } from '#kernel/errors.ts'
import { atDesk } from '#kernel/viewer.ts'
import type { Session } from '#platform/database/rows.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { type Availability, type Reason, TRAVEL_REACH_MS } from '../model/availability/judgement.ts'
import { SlotUnavailableError, type WantedWindow } from '../model/availability/refusals.ts'
import { judgeWindow, type Verdict } from '../model/availability/slots.ts'
import { SlotTakenError, type TakenSlot } from '../model/refusals.ts'
import type { TimeWindow } from '../model/time-window.ts'
import { isOverlap } from '../store/allocation-writes.ts'
import { readAvailability } from '../store/availability/availability-reads.ts'
import type { ResourceRow } from '../store/booking-rows.ts'
import { findCandidates, lockExpiredHoldsIn, lockResources, lockStationDay } from '../store/slot-reads.ts'
import { writeOffHolds } from './expire-holds.ts'

export interface SlotRequest extends WantedWindow {
  /** Of the station. */
  zone: string
  now: Date
}

export interface LockedSlot extends Verdict {
  request: SlotRequest
  resources: readonly ResourceRow[]
  /** What the verdict was found in; it stays true of the resources until the transaction ends. */
  availability: Availability
}

/**
 * Takes the resources that a slot may need out of everybody else's hands until the transaction ends, after giving back
 * what expired holds still have of it, and judges the slot then. Whoever comes late learns so before having written
 * anything. Bookings are locked before the station's day, and that before resources, everywhere.
 */
async function lockSlot(context: UseCaseContext, transaction: Transaction, request: SlotRequest): Promise<LockedSlot> {
  const { session } = transaction
  const { stationId, zone, startsAt, now } = request
  const resourceIds = await findResourceIds(session, request)
  const day = { stationId, zone, at: startsAt }
  const holds = await lockExpiredHoldsIn(session, { ...around(request), resourceIds }, now)
  if (holds.length > 0) {
    await lockStationDay(session, day)
    await writeOffHolds(context, transaction, { holds, now, resourceIds })
  }
  // Sent together, run one after the other: what comes after the locks sees what was committed while they were waited for.
  const [, resources, availability] = await Promise.all([
    lockStationDay(session, day),
    lockResources(session, resourceIds),
    readSlot(context, transaction, request, resourceIds),
  ])
  return { request, resources, availability, ...judgeWindow(availability, toSpan(request), request) }
}

/** The slot with all from where, and to where, there can be a way: legs follow from what is judged, which no such hold is. */
function around({ startsAt, endsAt }: SlotRequest): TimeWindow {
  const [from, until] = [startsAt.getTime() - TRAVEL_REACH_MS, endsAt.getTime() + TRAVEL_REACH_MS]
  return { startsAt: new Date(from), endsAt: new Date(until) }
}

/** Those that may be chosen: the named ones, or all of the kinds. */
async function findResourceIds(session: Session, { stationId, demand }: SlotRequest): Promise<readonly string[]> {
  return demand.resourceIds ?? findCandidates(session, stationId, demand.needs)
}

function readSlot(
  { travelTimes }: Pick<UseCaseContext, 'travelTimes'>,
  { session }: Transaction,
  request: SlotRequest,
  resourceIds: readonly string[],
): Promise<Availability> {
  const { startsAt, endsAt } = request
  return readAvailability(session, {
    ...request,
    resourceIds,
    travelTimes,
    range: { from: startsAt, until: new Date(startsAt.getTime() + 1) },
    durationMinutes: Math.ceil((endsAt.getTime() - startsAt.getTime()) / 60_000),
    kinds: null,
    timesOnly: false,
  })
}

function toSpan({ startsAt, endsAt }: SlotRequest) {
  return { from: startsAt.getTime(), to: endsAt.getTime() }
}

/** The resource, if it is in use and belongs to the station. */
export function requireResource(
  { resources }: LockedSlot,
  { id, stationId, path }: { id: string; stationId: string; path: readonly string[] },
): ResourceRow {
  const resource = resources.find((candidate) => candidate.id === id)
  if (!resource?.isActive || resource.stationId !== stationId) throw new NotFoundError('resource', path)
  return resource
}

/** Refuses the slot if anything speaks against it: first of all, that somebody else has the time. */
export function requireFree({ request, reasons }: Pick<LockedSlot, 'request' | 'reasons'>): void {
  if (reasons.length === 0) return
  const taken = findTaken(request, reasons)
  throw taken ? new SlotTakenError(taken, request) : new SlotUnavailableError(reasons, request)
}

const TAKEN = ['BOOKED', 'HELD', 'BLOCKED']

/** The first of the named resources that somebody else has, and until when; or when the first of a kind may be free. */
function findTaken({ demand }: SlotRequest, reasons: readonly Reason[]): TakenSlot | null {
  const standing = reasons.filter(({ code }) => TAKEN.includes(code))
  const ends = (about: readonly Reason[]) => about.map(({ until }) => until ?? 0)
  const first = standing[0]
  if (!first) return null
  if (!demand.resourceIds) return { resourceId: null, until: new Date(Math.min(...ends(standing))) }
  const resourceId = demand.resourceIds.find((id) => standing.some((reason) => reason.resourceId === id)) ?? null
  const own = standing.filter((reason) => reason.resourceId === resourceId)
  return { resourceId, until: new Date(Math.max(...ends(own))) }
}

type Lock = (request: SlotRequest) => Promise<LockedSlot>

/** How often the work is done again where any of a kind will do: the next time it sees who is taken. */
const ATTEMPTS = 3

/**
 * Runs the work in one transaction; it locks its slot through `lock`. Should the database itself refuse an overlap,
 * because somebody wrote past the locks, others of the kind are tried, or it is said what stands in the way as seen
 * after the rollback.
 */
export async function refusingOverlaps<Result>(
  context: UseCaseContext,
  work: (transaction: Transaction, lock: Lock) => Promise<Result>,
): Promise<Result> {
  const { viewer, unitOfWork } = context
  for (let attempt = 1; ; attempt += 1) {
    let wanted: SlotRequest | undefined
    try {
      return await unitOfWork.run(atDesk(viewer), (transaction) =>
        work(transaction, (request) => {
          wanted = request
          return lockSlot(context, transaction, request)
        }),
      )
    } catch (error) {
      if (!isOverlap(error) || !wanted) throw error
      if (!wanted.demand.resourceIds && attempt < ATTEMPTS) continue
      throw await refusalOf(context, wanted)
    }
  }
}

function refusalOf(context: UseCaseContext, request: SlotRequest): Promise<SlotTakenError> {
  const { viewer, unitOfWork } = context
  return unitOfWork.run(atDesk(viewer), async (transaction) => {
    const resourceIds = await findResourceIds(transaction.session, request)
    const availability = await readSlot(context, transaction, request, resourceIds)
    const { reasons } = judgeWindow(availability, toSpan(request), request)
    return new SlotTakenError(findTaken(request, reasons), request)
  })
}
