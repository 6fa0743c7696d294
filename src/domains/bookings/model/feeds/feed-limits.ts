import { Refusal } from '#kernel/errors.ts'

/** Feeds that have not been revoked, at one station: of everybody, and of each person. */
export const FEED_LIMITS = { STATION: 200, PERSON: 5 } as const

export type FeedLimit = keyof typeof FEED_LIMITS

const whose: Readonly<Record<FeedLimit, string>> = {
  STATION: 'The station has',
  PERSON: 'At this station you have',
}

/** There are as many feeds as there may be. */
export class CalendarFeedLimitError extends Refusal {
  readonly code = 'CALENDAR_FEED_LIMIT'
  readonly of: FeedLimit
  readonly limit: number

  constructor(of: FeedLimit) {
    super(`${whose[of]} ${FEED_LIMITS[of]} calendar feeds: revoke one first.`)
    this.of = of
    this.limit = FEED_LIMITS[of]
  }
}

/** Refuses one more than there may be. */
export function requireRoom(live: { ofStation: number; ofPerson: number }): void {
  if (live.ofPerson >= FEED_LIMITS.PERSON) throw new CalendarFeedLimitError('PERSON')
  if (live.ofStation >= FEED_LIMITS.STATION) throw new CalendarFeedLimitError('STATION')
}
