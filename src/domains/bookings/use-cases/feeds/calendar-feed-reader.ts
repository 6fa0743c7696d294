import type { Clock } from '#kernel/clock.ts'
import type { Permission } from '#kernel/permissions.ts'
import { holdsAt, systemViewer, type UserViewer } from '#kernel/viewer.ts'
import { hashSecretToken } from '#platform/crypto/secret-tokens.ts'
import type { OpenReads, ReadTransaction } from '#platform/database/read-transaction.ts'
import type { UnitOfWork } from '#platform/database/unit-of-work.ts'
import type { Log } from '#platform/log.ts'
import type { RightsAtStation, StationDirectory } from '#platform/stations.ts'
import { type FeedEntry, toCalendarEvent } from '../../model/feeds/feed-entries.ts'
import { type FeedWindow, feedWindow, keepNearest, MAX_FEED_EVENTS } from '../../model/feeds/feed-window.ts'
import { findPresentedFeed, type PresentedFeed } from '../../store/feeds/calendar-feed-reads.ts'
import { stampFeedRead } from '../../store/feeds/calendar-feed-writes.ts'
import { findEntriesOfResource, findEntriesOfStation } from '../../store/feeds/feed-content-reads.ts'
import { printCalendar } from './print-calendar.ts'

const HOUR_MS = 3_600_000
const DOOR = systemViewer('sign_in')

/** A calendar as it is given out. */
export interface CalendarFile {
  text: string
  /** Of what is in it now; that something has gone from it changes the text alone. */
  lastModified: Date
}

export interface CalendarFeedReaderParts {
  openReads: OpenReads
  unitOfWork: UnitOfWork
  stations: StationDirectory
  clock: Clock
  log: Log
}

/** Reads calendars for whoever has their address, with the rights that their makers have at that moment. */
export class CalendarFeedReader {
  readonly #parts: CalendarFeedReaderParts

  constructor(parts: CalendarFeedReaderParts) {
    this.#parts = parts
  }

  /** Null, whatever the reason, where there is nothing to be read by it. Takes three statements at most. */
  async read(token: string): Promise<CalendarFile | null> {
    const { openReads, stations, clock } = this.#parts
    const now = clock.now()
    const reads = openReads(DOOR)
    try {
      const feed = await findPresentedFeed(reads, hashSecretToken(token))
      const rights = feed && (await stations.findRights({ ...feed, userId: feed.createdById }, reads))
      if (!feed || !rights?.permissions.includes('bookings:booking:read')) return null
      const viewer = toViewer(feed, rights)
      reads.renew(viewer)
      const entries = await findEntries(reads, viewer, feed, feedWindow(now))
      if (entries === null) return null
      this.#noteRead(feed, now)
      return toFile(feed, rights.timezone, entries, now)
    } finally {
      reads.close()
    }
  }

  /** At most once an hour over all gateways. Nobody waits for it, and what goes wrong with it is only logged. */
  #noteRead({ id, lastReadAt }: PresentedFeed, at: Date): void {
    const before = new Date(at.getTime() - HOUR_MS)
    if (lastReadAt !== null && lastReadAt > before) return
    const { unitOfWork, log } = this.#parts
    unitOfWork
      .run(DOOR, (transaction) => stampFeedRead(transaction, id, { at, before }))
      .catch((error) => log.warn({ err: error, calendarFeedId: id }, 'the reading of a calendar was not written down'))
  }
}

/** The maker, at the station of the feed alone; the feed stands for the session. */
function toViewer({ id, createdById, stationId }: PresentedFeed, rights: RightsAtStation): UserViewer {
  const here = new Set([stationId])
  return {
    kind: 'user',
    userId: createdById,
    sessionId: id,
    stationIds: [stationId],
    organizationIds: [rights.organizationId],
    grants: new Map(rights.permissions.map((permission: Permission) => [permission, here])),
  }
}

/** Null where the resource is not in use any more. Time off is shown to whom the API shows it. */
function findEntries(
  reads: ReadTransaction,
  viewer: UserViewer,
  { stationId, resourceId }: PresentedFeed,
  window: FeedWindow,
): Promise<FeedEntry[] | null> {
  if (resourceId === null) return findEntriesOfStation(reads, stationId, window)
  const showsTimeOff = holdsAt(viewer, 'bookings:timeoff:approve', stationId)
  const personId = holdsAt(viewer, 'bookings:timeoff:request', stationId) ? viewer.userId : null
  return findEntriesOfResource(reads, { stationId, resourceId, showsTimeOff, personId }, window)
}

function toFile({ name, createdAt }: PresentedFeed, timezone: string, entries: FeedEntry[], now: Date): CalendarFile {
  const { kept, isCut } = keepNearest(entries, now)
  const description = isCut ? `There is more than this: only the nearest ${MAX_FEED_EVENTS} events are here.` : null
  const events = kept.map((entry) => toCalendarEvent(entry, now))
  return {
    text: printCalendar({ name, description, timezone, events }),
    lastModified: new Date(Math.max(createdAt.getTime(), ...events.map(({ updatedAt }) => updatedAt.getTime()))),
  }
}
