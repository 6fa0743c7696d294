import type { Transaction } from '#platform/database/unit-of-work.ts'

/** Until the transaction ends nobody else adds a feed to the station. */
export async function lockFeedsOfStation({ prisma }: Transaction, stationId: string): Promise<void> {
  await prisma.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('calendar feeds of ' || ${stationId}::uuid, 0))::text`
}

export interface CalendarFeedInsert {
  id: string
  stationId: string
  resourceId: string | null
  createdById: string
  name: string
  tokenHash: Buffer
  createdAt: Date
}

export async function insertCalendarFeed({ prisma }: Transaction, feed: CalendarFeedInsert): Promise<void> {
  const data = { ...feed, tokenHash: new Uint8Array(feed.tokenHash) }
  await prisma.calendarFeed.create({ data, select: { id: true } })
}

export interface LockedFeed {
  id: string
  stationId: string
  resourceId: string | null
  createdById: string | null
  revokedAt: Date | null
  resource: { userId: string | null; isActive: boolean } | null
}

/** Locked until the transaction ends; null when the viewer does not see it. */
export async function lockCalendarFeed({ prisma }: Transaction, id: string): Promise<LockedFeed | null> {
  await prisma.$queryRaw`SELECT id FROM bookings.calendar_feeds WHERE id = ${id}::uuid FOR NO KEY UPDATE`
  return prisma.calendarFeed.findUnique({
    where: { id },
    select: {
      id: true,
      stationId: true,
      resourceId: true,
      createdById: true,
      revokedAt: true,
      resource: { select: { userId: true, isActive: true } },
    },
  })
}

/** From now on it is at another address. */
export async function rotateFeedToken(
  { prisma }: Transaction,
  id: string,
  { tokenHash, rotatedAt }: { tokenHash: Buffer; rotatedAt: Date },
): Promise<void> {
  const data = { tokenHash: new Uint8Array(tokenHash), rotatedAt }
  await prisma.calendarFeed.update({ where: { id }, data, select: { id: true } })
}

export async function revokeFeed({ prisma }: Transaction, id: string, revokedAt: Date): Promise<void> {
  await prisma.calendarFeed.update({ where: { id }, data: { revokedAt }, select: { id: true } })
}

/** Unless it was written down since `before`. Needs the sign-in door. */
export async function stampFeedRead(
  { prisma }: Transaction,
  id: string,
  { at, before }: { at: Date; before: Date },
): Promise<void> {
  await prisma.calendarFeed.updateMany({
    where: { id, OR: [{ lastReadAt: null }, { lastReadAt: { lte: before } }] },
    data: { lastReadAt: at },
  })
}
