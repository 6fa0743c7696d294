import { ValidationError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { requireAt, type Viewer } from '#kernel/viewer.ts'
import { overbooking } from '../model/booking-input.ts'
import { type LockedSlot, requireFree } from './lock-slot.ts'

/** Why time is given away that is not free. */
export interface Overbooking {
  /** 1 to 500 characters. */
  reason: string
}

interface Wish {
  overbook: Overbooking | null | undefined
}

/** The reason as it is written down; null where nobody wants to overbook. */
export function parseOverbooking({ overbook }: Wish): string | null {
  return parseInput(overbooking, { overbook }).overbook?.reason ?? null
}

/**
 * Refuses a slot that is not free. Whoever may overbook and says why is refused nothing but what the station does not
 * have: then these of the named resources are given away although somebody or something else has them.
 */
export function requireFreeOrOverbook(
  viewer: Viewer,
  slot: Pick<LockedSlot, 'request' | 'reasons'>,
  reason: string | null,
): string[] {
  const { request, reasons } = slot
  if (reason === null) {
    requireFree(slot)
    return []
  }
  requireAt(viewer, 'bookings:booking:overbook', request.stationId, 'station')
  const { resourceIds } = request.demand
  if (!resourceIds) {
    throw new ValidationError([
      { path: ['overbook'], message: 'must go with resourceIds: say who is to be overbooked' },
    ])
  }
  requireFree({ request, reasons: reasons.filter(({ code }) => code === 'RESOURCES') })
  const standing = reasons.filter(({ code }) => STANDING.includes(code))
  return resourceIds.filter((id) => standing.some(({ resourceId }) => resourceId === id))
}

const STANDING: readonly string[] = ['BOOKED', 'HELD', 'BLOCKED', 'TIME_OFF']
