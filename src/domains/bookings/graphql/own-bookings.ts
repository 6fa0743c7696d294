import type { Context } from '#graphql/context.ts'
import { readableAtStation } from '#graphql/node.ts'
import { actorOf } from '#kernel/viewer.ts'
import type { BatchRead } from '#platform/database/loaders.ts'
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

/** Finds bookings, or parts of them, for those who may see bookings at the station; in the chef app of own ones alone. */
export function readable<Row extends { stationId: string }>(
  read: BatchRead<string, Row | null>,
  bookingIdOf: (row: Row) => string,
) {
  const find = readableAtStation(read, 'bookings:booking:read')
  return async (uuid: string, context: Context): Promise<Row | null> => {
    const row = await find(uuid, context)
    if (!row || context.audience !== 'chef') return row
    return (await isOwn(bookingIdOf(row), context)) ? row : null
  }
}
