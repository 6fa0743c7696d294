const DAY_MS = 86_400_000

/** What a feed shows begins from so many days before until so many days after it is fetched. */
export const FEED_DAYS = { back: 30, ahead: 400 } as const
/** So many events at most. */
export const MAX_FEED_EVENTS = 2_000

export interface FeedWindow {
  from: Date
  now: Date
  until: Date
}

export function feedWindow(now: Date): FeedWindow {
  return {
    from: new Date(now.getTime() - FEED_DAYS.back * DAY_MS),
    now,
    until: new Date(now.getTime() + FEED_DAYS.ahead * DAY_MS),
  }
}

/**
 * As many as a feed may have, in the order of time: what lies ahead goes before what is over, and what is nearer before
 * what is farther.
 */
export function keepNearest<Entry extends { startsAt: Date; id: string }>(
  entries: readonly Entry[],
  now: Date,
): { kept: Entry[]; isCut: boolean } {
  const distance = ({ startsAt }: Entry) => {
    const ahead = startsAt.getTime() - now.getTime()
    return ahead >= 0 ? ahead : FEED_DAYS.ahead * DAY_MS - ahead
  }
  const nearest = entries.toSorted((one, other) => distance(one) - distance(other) || compareIds(one, other))
  return {
    kept: nearest
      .slice(0, MAX_FEED_EVENTS)
      .sort((one, other) => one.startsAt.getTime() - other.startsAt.getTime() || compareIds(one, other)),
    isCut: entries.length > MAX_FEED_EVENTS,
  }
}

function compareIds({ id: one }: { id: string }, { id: other }: { id: string }): number {
  return one < other ? -1 : Number(one > other)
}
