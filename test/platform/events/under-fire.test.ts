import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SlowConsumerError } from '#kernel/errors.ts'
import type { StoredEvent } from '#platform/events/domain-event.ts'
import type { EventLog } from '#platform/events/event-log.ts'
import { comparePositions } from '#platform/events/event-position.ts'
import { waitFor } from '../../support/wait.ts'
import { bookingReader, EAST, type LogFixture, type LogWriter, NORTH, openLogFixture, WEST } from './log-fixture.ts'

const WRITERS = 24
const WRITE_MS = 5_000
const KILL_EVERY_MS = 700
const TYPES = ['booking.confirmed', 'booking.cancelled']

/** Few enough that writers meet at the same one. */
const AGGREGATES = Array.from({ length: 9 }, (_, at) => ({
  id: `01990000-0000-7000-8000-00000000050${at}`,
  stationId: [EAST, WEST, NORTH][at % 3] ?? EAST,
}))

interface Committed {
  id: string
  stationId: string
  type: string
}

function pick<Item>(items: readonly Item[]): Item {
  return items[Math.floor(Math.random() * items.length)] as Item
}

function happens(chance: number): boolean {
  return Math.random() < chance
}

/** One change of a booking as a use case makes it: lock, next version, event; some linger, some fail. */
async function write(writer: LogWriter): Promise<Committed | null> {
  const { id: aggregateId, stationId } = pick(AGGREGATES)
  const type = pick(TYPES)
  await writer.begin()
  const lingers = happens(0.3)
  // Half of those have their transaction id long before they come to the booking.
  if (lingers && happens(0.5)) {
    await writer.takeXid()
    await delay(Math.random() * 60)
  }
  await writer.client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [aggregateId])
  const { rows } = await writer.client.query(
    `SELECT coalesce(max(aggregate_version), 0) + 1 AS version FROM events.domain_events WHERE aggregate_id = $1`,
    [aggregateId],
  )
  const { id } = await writer.append({ stationId, type, aggregateId, version: rows[0].version })
  if (lingers) await delay(Math.random() * 60)
  if (happens(0.05)) {
    await writer.rollback()
    return null
  }
  await writer.commit()
  return { id, stationId, type }
}

interface Subscriber {
  stationIds: string[]
  types: string[]
  delivered: StoredEvent[]
  cursors: string[]
  reconnects: number
  caughtUp: number
}

/** Reads, goes away and comes back to either process with its last cursor, until everything is there. */
async function subscribe(subscriber: Subscriber, gateways: readonly EventLog[], isOver: () => boolean): Promise<void> {
  const { stationIds, types, delivered, cursors } = subscriber
  while (!isOver()) {
    const follower = pick(gateways).follow({
      viewer: async () => bookingReader(...stationIds),
      permission: 'bookings:booking:read',
      filter: { stationIds: new Set(stationIds), types: new Set(types) },
      after: cursors.at(-1) ?? null,
    })
    const leaving = setTimeout(() => void follower.return(), Math.random() * 400)
    try {
      for await (const item of follower) {
        if (item.kind === 'caughtUp') subscriber.caughtUp += 1
        else delivered.push(item.event)
        cursors.push(item.cursor)
        if (happens(0.02)) await delay(Math.random() * 50)
      }
    } catch (error) {
      if (!(error instanceof SlowConsumerError)) throw error
      expect(error.cursor).toBe(cursors.at(-1))
    }
    clearTimeout(leaving)
    subscriber.reconnects += 1
  }
}

describe('under fire', () => {
  let fixture: LogFixture
  let gateways: EventLog[]
  let writers: LogWriter[]

  beforeAll(async () => {
    fixture = await openLogFixture({ poolSize: 8 })
    writers = await Promise.all(Array.from({ length: WRITERS }, () => fixture.openWriter()))
    gateways = [fixture.createEventLog(), fixture.createEventLog()]
    for (const gateway of gateways) gateway.start()
    await waitFor('the feeds follow', () => gateways.every(({ feed }) => feed.healthy))
  })

  afterAll(() => fixture.close())

  it('every subscriber gets every event of its stations exactly once and in order', { timeout: 60_000 }, async () => {
    const subscribers = [
      { stationIds: [EAST], types: TYPES },
      { stationIds: [WEST], types: TYPES },
      { stationIds: [EAST, WEST], types: TYPES },
      { stationIds: [EAST, WEST, NORTH], types: TYPES },
      { stationIds: [EAST, NORTH], types: ['booking.confirmed'] },
      { stationIds: [WEST], types: ['booking.cancelled'] },
    ].map((wish): Subscriber => ({ ...wish, delivered: [], cursors: [], reconnects: 0, caughtUp: 0 }))
    const committed: Committed[] = []
    const expected = ({ stationIds, types }: Subscriber) =>
      committed.filter(({ stationId, type }) => stationIds.includes(stationId) && types.includes(type))
    let writing = true
    let kills = 0
    let rolledBack = 0

    const killing = (async () => {
      while (writing) {
        await delay(KILL_EVERY_MS)
        kills += await fixture.killFeeds()
      }
    })()
    // A subscriber that gets too much would go on for ever: it is given a deadline below.
    let givenUp = false
    const isComplete = (subscriber: Subscriber) => subscriber.delivered.length >= expected(subscriber).length
    const subscribing = subscribers.map((subscriber) =>
      subscribe(subscriber, gateways, () => givenUp || (!writing && isComplete(subscriber))),
    )
    await waitFor('everyone has begun', () => subscribers.every(({ caughtUp }) => caughtUp > 0))
    const end = performance.now() + WRITE_MS
    await Promise.all(
      writers.map(async (writer, at) => {
        while (performance.now() < end) {
          const event = await write(writer)
          if (event) committed.push(event)
          else rolledBack += 1
          if (event && at % 2 === 0) gateways[at % 4 === 0 ? 0 : 1]?.feed.ring()
        }
      }),
    )
    writing = false
    const deadline = setTimeout(() => {
      givenUp = true
    }, 15_000)
    await Promise.all([killing, ...subscribing])
    clearTimeout(deadline)

    expect(committed.length).toBeGreaterThan(500)
    expect(rolledBack).toBeGreaterThan(10)
    expect(kills).toBeGreaterThan(5)
    for (const subscriber of subscribers) {
      const { delivered, reconnects } = subscriber
      expect(reconnects).toBeGreaterThan(5)
      const ids = delivered.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids.toSorted()).toEqual(
        expected(subscriber)
          .map(({ id }) => id)
          .toSorted(),
      )
      expect(findDisorder(delivered)).toBeNull()
    }
    expect(gateways.map(({ hub }) => hub.size)).toEqual([0, 0])
  })
})

/** The first event that comes before one that it should follow, in the log or in the life of its booking. */
function findDisorder(delivered: readonly StoredEvent[]): StoredEvent | null {
  const versions = new Map<string, number>()
  let previous: StoredEvent | null = null
  for (const event of delivered) {
    if (previous && comparePositions(event.position, previous.position) <= 0) return event
    if ((versions.get(event.aggregateId) ?? 0) >= event.aggregateVersion) return event
    versions.set(event.aggregateId, event.aggregateVersion)
    previous = event
  }
  return null
}
