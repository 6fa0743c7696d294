import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PrismaUnitOfWork } from '#platform/database/prisma-unit-of-work.ts'
import { Doorbell } from '#platform/events/doorbell.ts'
import type { EventLog } from '#platform/events/event-log.ts'
import { waitFor } from '../../support/wait.ts'
import { bookingReader, EAST, type LogFixture, openLogFixture } from './log-fixture.ts'

const AN_EVENT = {
  type: 'booking.confirmed',
  stationId: EAST,
  aggregateType: 'booking',
  aggregateVersion: 1,
  actorId: null,
  requestId: 'request-1',
  payload: { reference: 'EM-1' },
  occurredAt: new Date('2026-11-20T10:00:00.123Z'),
}

/** Waits for as long as a doorbell that is never held up takes for this many notifications. */
async function passRests(count: number): Promise<void> {
  let notifications = 0
  const steady = new Doorbell(
    () => undefined,
    async () => {
      notifications += 1
      if (notifications <= count) steady.ring()
    },
  )
  steady.ring()
  await waitFor('the rests have passed', () => notifications > count)
}

describe('the doorbell', () => {
  it('wakes this process with every ring, and notifies the others at once and once more for all later rings', async () => {
    const counted = { wakes: 0, notifications: 0 }
    const doorbell = new Doorbell(
      () => {
        counted.wakes += 1
      },
      async () => {
        counted.notifications += 1
      },
    )
    for (let ring = 0; ring < 100; ring += 1) doorbell.ring()
    expect(counted).toEqual({ wakes: 100, notifications: 1 })
    await waitFor('the second notification', () => counted.notifications > 1)
    doorbell.ring()
    await waitFor('the third notification', () => counted.notifications > 2)
    expect(counted).toEqual({ wakes: 101, notifications: 3 })
  })

  it('sends no notification while the one before is under way', async () => {
    const finish: (() => void)[] = []
    const doorbell = new Doorbell(
      () => undefined,
      () => new Promise<void>((resolve) => finish.push(resolve)),
    )
    doorbell.ring()
    doorbell.ring()
    await passRests(3)
    expect(finish).toHaveLength(1)
    finish[0]?.()
    await waitFor('the next notification', () => finish.length === 2)
    finish[1]?.()
  })

  it('goes on after a notification that failed', async () => {
    let attempts = 0
    const doorbell = new Doorbell(
      () => undefined,
      async () => {
        attempts += 1
        throw new Error('the database is away')
      },
    )
    doorbell.ring()
    doorbell.ring()
    await waitFor('the second attempt', () => attempts === 2)
  })
})

describe('appending in a unit of work', () => {
  let fixture: LogFixture
  let eventLog: EventLog
  let unitOfWork: PrismaUnitOfWork
  let listener: pg.Client
  let notifications: pg.Notification[] = []
  const viewer = bookingReader(EAST)

  beforeAll(async () => {
    fixture = await openLogFixture()
    unitOfWork = new PrismaUnitOfWork(fixture.pool)
    eventLog = fixture.createEventLog()
    eventLog.start()
    await waitFor('the feed follows', () => eventLog.feed.healthy)
    listener = new pg.Client({ connectionString: fixture.database.gatewayUrl })
    listener.on('notification', (notification) => notifications.push(notification))
    await listener.connect()
    await listener.query('LISTEN teppan_events')
  })

  afterAll(async () => {
    await listener.end()
    await fixture.close()
  })

  it('stores what was said, and wakes the feed and the other processes after the commit', async () => {
    const aggregateId = randomUUID()
    const buffer = eventLog.hub.attach({ stationIds: new Set([EAST]), types: new Set(['booking.confirmed']) })
    const events = buffer[Symbol.asyncIterator]()
    const next = events.next()
    let within: string[] = []
    await unitOfWork.run(viewer, async (transaction) => {
      await eventLog.appender.append(transaction, { ...AN_EVENT, aggregateId, actorId: viewer.userId })
      await listener.query('SELECT 1')
      within = notifications.map(({ channel }) => channel)
    })
    const { value } = await next
    expect(within).toEqual([])
    expect(value).toEqual({
      ...AN_EVENT,
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      position: { xid: expect.stringMatching(/^\d+$/), position: expect.any(Number) },
      aggregateId,
      actorId: viewer.userId,
      payloadLength: '{"reference": "EM-1"}'.length,
    })
    await waitFor('the others are notified', () => notifications.length > 0)
    expect(notifications.map(({ channel, payload }) => [channel, payload])).toEqual([['teppan_events', '']])
    buffer.close()
  })

  it('leaves nothing and rings for nobody when the work fails', async () => {
    notifications = []
    const aggregateId = randomUUID()
    const failure = unitOfWork.run(viewer, async (transaction) => {
      await eventLog.appender.append(transaction, { ...AN_EVENT, aggregateId })
      throw new Error('the kitchen is closed')
    })
    await expect(failure).rejects.toThrow('the kitchen is closed')
    const { rows } = await fixture.admin.query('SELECT FROM events.domain_events WHERE aggregate_id = $1', [
      aggregateId,
    ])
    expect(rows).toEqual([])
    await listener.query('SELECT 1')
    expect(notifications).toEqual([])
  })

  /** Runs the work, waits until the others have heard of it, and counts the notifications. */
  async function countNotifications(work: () => Promise<void>): Promise<{ count: number; elapsed: number }> {
    notifications = []
    const start = performance.now()
    await work()
    await waitFor('the others are notified', () => notifications.length > 0)
    // What the doorbell still owed has been sent when it is at rest again; this one marks the end.
    await passRests(2)
    await eventLog.feed.notify()
    await listener.query('SELECT 1')
    return { count: notifications.length - 1, elapsed: performance.now() - start }
  }

  function appendOne(): Promise<void> {
    return unitOfWork.run(viewer, (transaction) =>
      eventLog.appender.append(transaction, { ...AN_EVENT, aggregateId: randomUUID() }),
    )
  }

  it('tells of 100 commits with at most one notification in 5 ms', async () => {
    const { count, elapsed } = await countNotifications(async () => {
      await Promise.all(Array.from({ length: 100 }, appendOne))
    })
    expect(count).toBeLessThanOrEqual(Math.ceil(elapsed / 5))
    expect(count).toBeLessThanOrEqual(100)
  })

  it('tells of 100 events in one commit with at most two notifications', async () => {
    const { count } = await countNotifications(() =>
      unitOfWork.run(viewer, async (transaction) => {
        for (let event = 0; event < 100; event += 1) {
          await eventLog.appender.append(transaction, { ...AN_EVENT, aggregateId: randomUUID() })
        }
      }),
    )
    expect(count).toBeGreaterThanOrEqual(1)
    expect(count).toBeLessThanOrEqual(2)
  })
})
