import type { ResourceKind } from '../availability/demand.ts'
import type { ZonedStation } from '../availability/zoned-station.ts'

/** Whose calendar, and which stretch of it: half open. */
export interface CalendarWish {
  stations: readonly ZonedStation[]
  from: Date
  until: Date
  /** Only these resources, and these kinds; all when it is null. */
  resourceIds: readonly string[] | null
  resourceKinds: readonly ResourceKind[] | null
  /** How many entries of each kind there may be. */
  limit: number
  /** A hold that has run out by then is over. */
  now: Date
}
