import { NotFoundError, UnauthenticatedError, ValidationError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { actorOf, requireAt } from '#kernel/viewer.ts'
import { createSecretToken } from '#platform/crypto/secret-tokens.ts'
import type { Session } from '#platform/database/rows.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newCalendarFeed } from '../../model/feeds/feed-input.ts'
import { requireRoom } from '../../model/feeds/feed-limits.ts'
import { countLiveFeeds } from '../../store/feeds/calendar-feed-reads.ts'
import { insertCalendarFeed, lockFeedsOfStation } from '../../store/feeds/calendar-feed-writes.ts'
import { resourceById } from '../../store/resource-reads.ts'

export interface CreateCalendarFeedInput {
  /** One of the two. */
  stationId: string | null
  resourceId: string | null
  /** Only of the resource behind which the viewer stands. */
  onlyOwn: boolean
  /** The fields of `newCalendarFeed`. */
  fields: object
}

/** A feed with what its address ends with: nobody can find that out again. */
export interface IssuedFeed {
  calendarFeedId: string
  token: string
}

/** Makes a feed of a station or a resource. It shows what its maker may see whenever it is fetched. */
export async function createCalendarFeed(
  context: UseCaseContext,
  { fields, ...input }: CreateCalendarFeedInput,
): Promise<IssuedFeed> {
  const { viewer, clock, unitOfWork } = context
  const createdById = actorOf(viewer)
  if (createdById === null) throw new UnauthenticatedError()
  const { name } = parseInput(newCalendarFeed, fields)
  const { token, tokenHash } = createSecretToken()
  const calendarFeedId = newId()
  await unitOfWork.run(viewer, async (transaction) => {
    const subject = await findSubject(context, transaction.session, input)
    const { stationId } = subject
    await lockFeedsOfStation(transaction, stationId)
    requireRoom(await countLiveFeeds(transaction.session, { stationId, userId: createdById }))
    const createdAt = clock.now()
    await insertCalendarFeed(transaction, { ...subject, id: calendarFeedId, createdById, name, tokenHash, createdAt })
  })
  return { calendarFeedId, token }
}

async function findSubject(
  { viewer }: UseCaseContext,
  session: Session,
  { stationId, resourceId, onlyOwn }: Omit<CreateCalendarFeedInput, 'fields'>,
): Promise<{ stationId: string; resourceId: string | null }> {
  if (stationId !== null && resourceId === null) {
    requireAt(viewer, 'bookings:booking:read', stationId, 'station', ['stationId'])
    return { stationId, resourceId: null }
  }
  if (stationId !== null || resourceId === null) {
    const message = onlyOwn ? 'must be given' : 'Give either stationId or resourceId.'
    throw new ValidationError([{ path: onlyOwn ? ['resourceId'] : [], message }])
  }
  const [resource] = await resourceById.readAll(session, [resourceId])
  if (!resource?.isActive || (onlyOwn && resource.userId !== actorOf(viewer))) {
    throw new NotFoundError('resource', ['resourceId'])
  }
  requireAt(viewer, 'bookings:booking:read', resource.stationId, 'resource', ['resourceId'])
  return { stationId: resource.stationId, resourceId }
}
