import { Refusal } from '#kernel/errors.ts'
import type { WantedWindow } from './availability/refusals.ts'

/** A resource that is not free in the wanted window. */
export interface TakenSlot {
  /** Null where any of a kind was wanted. */
  resourceId: string | null
  /** When what stands in the way ends. */
  until: Date
}

/** Somebody else has the time. */
export class SlotTakenError extends Refusal {
  readonly code = 'SLOT_TAKEN'
  /** Null where any of a kind was wanted, and when the time has been given back since: trying again may help. */
  readonly resourceId: string | null
  /** There may be one that is free from then on; null when the time has been given back since. */
  readonly until: Date | null
  /** What was wanted: other times are looked for from there. */
  readonly wanted: WantedWindow

  constructor(slot: TakenSlot | null, wanted: WantedWindow) {
    super('The time is already taken.')
    this.resourceId = slot?.resourceId ?? null
    this.until = slot?.until ?? null
    this.wanted = wanted
  }
}
