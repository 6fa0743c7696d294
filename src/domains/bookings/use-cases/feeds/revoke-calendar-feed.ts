import type { UseCaseContext } from '#platform/use-case-context.ts'
import { revokeFeed } from '../../store/feeds/calendar-feed-writes.ts'
import { type FeedToChange, findFeedToChange } from './find-feed-to-change.ts'

/** Ends a feed for good: its address is nobody's from this moment on. Revoking it again changes nothing. */
export async function revokeCalendarFeed(context: UseCaseContext, wanted: FeedToChange) {
  const { viewer, clock, unitOfWork } = context
  await unitOfWork.run(viewer, async (transaction) => {
    const feed = await findFeedToChange(context, transaction, wanted, 'maker or manager')
    if (feed.revokedAt === null) await revokeFeed(transaction, feed.id, clock.now())
  })
  return { calendarFeedId: wanted.calendarFeedId }
}
