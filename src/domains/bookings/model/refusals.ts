import { Refusal } from '#kernel/errors.ts'

/** A resource that is not free in the wanted window. */
export interface TakenSlot {
  resourceId: string
  /** When what stands in the way ends. */
  until: Date
}

/** Somebody else has the time. */
export class SlotTakenError extends Refusal {
  readonly code = 'SLOT_TAKEN'
  /** Null when the time has been given back since: trying again may help. */
  readonly resourceId: string | null
  /** The resource may be free from then on; null with `resourceId`. */
  readonly until: Date | null

  constructor(slot: TakenSlot | null, path: readonly string[] | null = null) {
    super('The time is already taken.', path)
    this.resourceId = slot?.resourceId ?? null
    this.until = slot?.until ?? null
  }
}
