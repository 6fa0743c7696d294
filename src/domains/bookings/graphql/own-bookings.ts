import type { Context } from '#graphql/context.ts'
import { actorOf } from '#kernel/viewer.ts'
import { type Serving, usersOfBooking } from '../store/chef-reads.ts'

/** How the viewer serves a booking, or was to; null for a booking that is none of theirs. */
export async function findOwnServing(
  bookingId: string,
  { reads, viewer }: Pick<Context, 'reads' | 'viewer'>,
): Promise<Serving | null> {
  const userId = actorOf(viewer)
  return (await reads.load(usersOfBooking, bookingId)).find((serving) => serving.userId === userId) ?? null
}

/** Whether the viewer serves the booking, or did until it ended. */
export async function isOwn(bookingId: string, context: Pick<Context, 'reads' | 'viewer'>): Promise<boolean> {
  const serving = await findOwnServing(bookingId, context)
  return serving !== null && serving.unassignedAt === null
}
