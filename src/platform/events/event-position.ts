/** Where an event stands in the log: the log is ordered by (xid, position). See docs/decisions/0003-event-order.md. */
export interface EventPosition {
  /** A 64-bit transaction id, in decimal. */
  readonly xid: string
  readonly position: number
}

/** Negative when the first lies before the second. */
export function comparePositions(first: EventPosition, second: EventPosition): number {
  return compareXids(first.xid, second.xid) || first.position - second.position
}

/** Decimals without leading zeros: the longer one is the larger one. */
export function compareXids(first: string, second: string): number {
  if (first.length !== second.length) return first.length - second.length
  return first < second ? -1 : Number(first > second)
}

/** The place below which a snapshot with this oldest running transaction has seen everything. */
export function startOf(xid: string): EventPosition {
  return { xid, position: 0 }
}
