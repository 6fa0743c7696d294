import { NotFoundError } from '#kernel/errors.ts'
import { actorOf, holdsAt } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { type LockedFeed, lockCalendarFeed } from '../../store/feeds/calendar-feed-writes.ts'

export interface FeedToChange {
  calendarFeedId: string
  /** Only a feed of the resource behind which the viewer stands. */
  onlyOwn: boolean
}

/** The feed, locked, if the viewer has made it and may still read it, or may end those of others where that counts. */
export async function findFeedToChange(
  { viewer }: UseCaseContext,
  transaction: Transaction,
  { calendarFeedId, onlyOwn }: FeedToChange,
  who: 'maker' | 'maker or manager',
): Promise<LockedFeed> {
  const feed = await lockCalendarFeed(transaction, calendarFeedId)
  const userId = actorOf(viewer)
  const isMaker =
    userId !== null && feed?.createdById === userId && holdsAt(viewer, 'bookings:booking:read', feed.stationId)
  const isManager =
    who === 'maker or manager' && feed !== null && holdsAt(viewer, 'bookings:feed:manage', feed.stationId)
  const isOther = onlyOwn && feed?.resource?.userId !== userId
  if (!feed || isOther || !(isMaker || (isManager && !onlyOwn))) {
    throw new NotFoundError('calendar feed', ['calendarFeedId'])
  }
  return feed
}
