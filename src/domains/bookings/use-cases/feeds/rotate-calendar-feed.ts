import { InvalidTransitionError } from '#kernel/errors.ts'
import { createSecretToken } from '#platform/crypto/secret-tokens.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { rotateFeedToken } from '../../store/feeds/calendar-feed-writes.ts'
import type { IssuedFeed } from './create-calendar-feed.ts'
import { type FeedToChange, findFeedToChange } from './find-feed-to-change.ts'

/** Gives one's own feed another address; the old one is nobody's from this moment on. */
export async function rotateCalendarFeed(context: UseCaseContext, wanted: FeedToChange): Promise<IssuedFeed> {
  const { viewer, clock, unitOfWork } = context
  const { token, tokenHash } = createSecretToken()
  await unitOfWork.run(viewer, async (transaction) => {
    const feed = await findFeedToChange(context, transaction, wanted, 'maker')
    if (feed.revokedAt !== null) throw new InvalidTransitionError('calendar feed', 'REVOKED', 'ROTATED')
    await rotateFeedToken(transaction, feed.id, { tokenHash, rotatedAt: clock.now() })
  })
  return { calendarFeedId: wanted.calendarFeedId, token }
}
