import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { BookingEvent, BookingStepPayload } from '../events.ts'
import { type BookingStatus, claimIn } from '../model/life-cycle.ts'
import type { TimeWindow } from '../model/time-window.ts'
import type { LockedBooking } from '../store/booking-rows.ts'
import { type BookingDetails, insertStatusChange, updateBooking } from '../store/booking-writes.ts'
import { appendBookingEvent } from './append-booking-event.ts'
import { settleClaim } from './settle-claim.ts'

export interface BookingStep {
  /** The status after the step; the one before it when the step is about something else. */
  to: BookingStatus
  at: Date
  /** Null for the gateway itself. */
  actorId: string | null
  reason?: string | null | undefined
  /** Where the step moves the booking to. */
  window?: TimeWindow
  /** By which it was moved; 0 where the station has none. */
  policyVersion?: number
  cancelledBy?: 'CUSTOMER' | 'PARTNER' | 'STAFF'
  /** What calling it off costs. */
  feeCents?: number
  /** Why a fee or a limit of the policy does not count. */
  waiverReason?: string | null | undefined
  /** Why time was given away that was not free. */
  overbookReason?: string | null
  /** Who was not there. */
  noShowBy?: 'CUSTOMER' | 'PROVIDER'
  /** What the step changes besides: an edit. */
  details?: BookingDetails
  event: (payload: BookingStepPayload) => BookingEvent
}

/** Writes what every step of a booking writes: the row, its claim on its resources, one line of history, one event. */
export async function writeStep(
  context: UseCaseContext,
  transaction: Transaction,
  booking: LockedBooking,
  step: BookingStep,
): Promise<void> {
  const { id, stationId, customerId, status: from, version } = booking
  const {
    to,
    at,
    actorId,
    reason = null,
    waiverReason = null,
    overbookReason = null,
    window,
    policyVersion,
    event,
  } = step
  const { cancelledBy, feeCents, noShowBy, details } = step
  await updateBooking(transaction, booking, {
    ...window,
    ...details,
    ...(policyVersion !== undefined && { policyVersion: policyVersion === 0 ? null : policyVersion }),
    ...(to !== 'HELD' && { holdExpiresAt: null }),
    ...(cancelledBy && { cancelledBy, cancelReason: reason }),
    ...(feeCents !== undefined && { cancelFeeCents: BigInt(feeCents) }),
    ...(noShowBy && { noShowBy }),
    status: to,
    updatedAt: at,
  })
  const claim = claimIn(to).status
  if (claim !== claimIn(from).status) await settleClaim(context, transaction, booking, { status: claim, at })
  await insertStatusChange(transaction, {
    id: newId(),
    stationId,
    bookingId: id,
    fromStatus: from,
    toStatus: to,
    previousStartsAt: window ? booking.startsAt : null,
    previousEndsAt: window ? booking.endsAt : null,
    actorId,
    reason,
    waiverReason,
    overbookReason,
    createdAt: at,
  })
  const { startsAt, endsAt } = window ?? booking
  const payload = { customerId, from, to, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() }
  await appendBookingEvent(
    context,
    transaction,
    { id, stationId, version: version + 1 },
    { actorId, at, event: event(payload) },
  )
}
