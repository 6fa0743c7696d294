import { z } from 'zod'
import { InvalidTransitionError, Refusal } from '#kernel/errors.ts'

export type TimeOffStatus = 'REQUESTED' | 'APPROVED' | 'DECLINED' | 'CANCELLED'

const next: Record<TimeOffStatus, readonly TimeOffStatus[]> = {
  REQUESTED: ['APPROVED', 'DECLINED', 'CANCELLED'],
  APPROVED: ['CANCELLED'],
  DECLINED: [],
  CANCELLED: [],
}

export function requireTimeOffStep(from: TimeOffStatus, to: TimeOffStatus): void {
  if (!next[from].includes(to)) throw new InvalidTransitionError('time off', from, to)
}

const MAX_DAYS = 366
const DAY_MS = 86_400_000

export const newTimeOff = z
  .object({
    startsAt: z.date('must be a time'),
    endsAt: z.date('must be a time'),
    kind: z.enum(['VACATION', 'SICKNESS', 'PERSONAL', 'OTHER']),
    reason: z.string().trim().min(1, 'must not be empty').max(500, 'must have at most 500 characters').nullish(),
  })
  .superRefine(({ startsAt, endsAt }, context) => {
    const length = endsAt.getTime() - startsAt.getTime()
    if (length <= 0) context.addIssue({ code: 'custom', path: ['endsAt'], message: 'must be after startsAt' })
    if (length > MAX_DAYS * DAY_MS) {
      context.addIssue({ code: 'custom', path: ['endsAt'], message: `must be within ${MAX_DAYS} days of startsAt` })
    }
  })
export type NewTimeOff = z.infer<typeof newTimeOff>

/** The person has jobs in that time. */
export class TimeOffConflictError extends Refusal {
  readonly code = 'TIME_OFF_CONFLICT'
  /** Of at most 100 of them, the first to begin first. */
  readonly bookingIds: readonly string[]

  constructor(bookingIds: readonly string[]) {
    super('There are bookings in that time: move or reassign them, or approve with force.')
    this.bookingIds = bookingIds
  }
}
