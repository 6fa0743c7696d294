import { InvalidTransitionError } from '#kernel/errors.ts'

/**
 * The life of a booking, as one table: where each status leads, what the time of its resources counts as meanwhile,
 * and whether the booking may still be moved or given a chef.
 */
const lifeCycle = {
  HELD: { next: ['PENDING', 'EXPIRED', 'CANCELLED'], allocations: 'HELD', movable: true, assignable: true },
  PENDING: {
    next: ['CONFIRMED', 'DECLINED', 'EXPIRED', 'CANCELLED'],
    allocations: 'ACTIVE',
    movable: true,
    assignable: true,
  },
  CONFIRMED: { next: ['EN_ROUTE', 'CANCELLED', 'NO_SHOW'], allocations: 'ACTIVE', movable: true, assignable: true },
  EN_ROUTE: { next: ['SEATED', 'NO_SHOW'], allocations: 'ACTIVE', movable: false, assignable: true },
  SEATED: { next: ['COMPLETED'], allocations: 'ACTIVE', movable: false, assignable: false },
  COMPLETED: { next: [], allocations: 'DONE', movable: false, assignable: false },
  EXPIRED: { next: [], allocations: 'RELEASED', movable: false, assignable: false },
  DECLINED: { next: [], allocations: 'RELEASED', movable: false, assignable: false },
  CANCELLED: { next: [], allocations: 'RELEASED', movable: false, assignable: false },
  NO_SHOW: { next: [], allocations: 'RELEASED', movable: false, assignable: false },
} as const

export type BookingKind = 'CATERING' | 'APPOINTMENT'
export type BookingStatus = keyof typeof lifeCycle
/** HELD and ACTIVE block; DONE still tells who did the work; RELEASED is time given back. */
export type AllocationStatus = (typeof lifeCycle)[BookingStatus]['allocations']
/** HOLD while the booking is held, BOOKING from then on. */
export type ClaimKind = 'HOLD' | 'BOOKING'

export const bookingStatuses = Object.keys(lifeCycle) as readonly BookingStatus[]

/** An appointment takes place at the station: it may begin without anybody having been on the way. */
export function canBecome(from: BookingStatus, to: BookingStatus, kind: BookingKind): boolean {
  if (kind === 'APPOINTMENT' && from === 'CONFIRMED' && to === 'SEATED') return true
  return (lifeCycle[from].next as readonly BookingStatus[]).includes(to)
}

export function requireTransition(from: BookingStatus, to: BookingStatus, kind: BookingKind): void {
  if (!canBecome(from, to, kind)) throw new InvalidTransitionError('booking', from, to)
}

/** A booking may be moved to another time until somebody is on the way. */
export function requireMovable(status: BookingStatus): void {
  if (!lifeCycle[status].movable) throw new InvalidTransitionError('booking', status, 'RESCHEDULED')
}

/** A booking may be given one more chef, and one may be taken off it, until the service runs. */
export function requireAssignable(status: BookingStatus): void {
  if (!lifeCycle[status].assignable) throw new InvalidTransitionError('booking', status, 'ASSIGNED')
}

/** A booking may be edited until it has come to an end. */
export function requireEditable(status: BookingStatus): void {
  if (lifeCycle[status].next.length === 0) throw new InvalidTransitionError('booking', status, 'UPDATED')
}

/** What the time of a booking's resources counts as while the booking is in this status. */
export function claimIn(status: BookingStatus): { kind: ClaimKind; status: AllocationStatus } {
  return { kind: status === 'HELD' ? 'HOLD' : 'BOOKING', status: lifeCycle[status].allocations }
}

/** A hold that has run out is over from that moment on, also before anybody has written it down. */
export function statusAt(booking: { status: BookingStatus; holdExpiresAt: Date | null }, now: Date): BookingStatus {
  const { status, holdExpiresAt } = booking
  return status === 'HELD' && holdExpiresAt !== null && holdExpiresAt <= now ? 'EXPIRED' : status
}

export function holdEnd(heldAt: Date, minutes: number): Date {
  return new Date(heldAt.getTime() + minutes * 60_000)
}
