import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StoredEvent } from '#platform/events/domain-event.ts'
import { EventFeed, type EventFeedOptions } from '#platform/events/event-feed.ts'
import { TcpGate } from '../../support/tcp-gate.ts'
import { waitFor } from '../../support/wait.ts'
import { EAST, type LogFixture, type LogWriter, NORTH, openLogFixture, silent, WEST } from './log-fixture.ts'

let fixture: LogFixture
let writer: LogWriter
const feeds: EventFeed[] = []

/** A feed that keeps what it delivers. */
function createFeed(options: Partial<EventFeedOptions> = {}) {
  const delivered: StoredEvent[] = []
  const seen = { interruptions: 0 }
  const listener = {
    deliver: (events: readonly StoredEvent[]) => void delivered.push(...events),
    interrupt: () => {
      seen.interruptions += 1
    },
  }
  const feed = new EventFeed({ url: fixture.database.gatewayUrl, log: silent, listener, ...options })
  feeds.push(feed)
  return { feed, delivered, seen, ids: () => delivered.map(({ id }) => id) }
}

async function startFeed(options: Partial<EventFeedOptions> = {}) {
  const created = createFeed(options)
  created.feed.start()
  await waitFor('the feed follows', () => created.feed.healthy)
  return created
}

beforeAll(async () => {
  fixture = await openLogFixture()
  writer = await fixture.openWriter()
})

afterEach(async () => {
  await Promise.all(feeds.splice(0).map((feed) => feed.stop()))
})

afterAll(() => fixture.close())

describe('the event feed', () => {
  it('begins at the end of the log and delivers the events of all stations from there', async () => {
    await writer.commitEach([{ stationId: EAST }])
    await fixture.settle()
    const { feed, ids, seen } = await startFeed()
    expect(seen.interruptions).toBe(1)
    const committed = await writer.commitEach([{ stationId: EAST }, { stationId: WEST }, { stationId: NORTH }])
    feed.ring()
    await waitFor('all are delivered', () => ids().length >= 3)
    expect(ids()).toEqual(committed)
  })

  it('delivers what was already under way when it began', async () => {
    await writer.begin()
    const { id } = await writer.append({ stationId: EAST })
    const { feed, ids } = await startFeed()
    await writer.commit()
    feed.ring()
    await waitFor('it is delivered', () => ids().length > 0)
    expect(ids()).toEqual([id])
  })

  it('finds what nobody rang for within about a second', async () => {
    const { ids } = await startFeed()
    const committed = await writer.commitEach([{ stationId: EAST }])
    await waitFor('it is delivered', () => ids().length > 0, 2_000)
    expect(ids()).toEqual(committed)
  })

  it('hears the ring of another process', async () => {
    const [here, there] = [await startFeed(), await startFeed()]
    await waitFor('both are idle', () => here.feed.lag === 0 && there.feed.lag === 0)
    const committed = await writer.commitEach([{ stationId: EAST }])
    const start = performance.now()
    await here.feed.notify()
    await waitFor('the other has delivered it', () => there.ids().length > 0)
    expect(there.ids()).toEqual(committed)
    expect(performance.now() - start).toBeLessThan(900)
  })

  it('waits behind an older transaction, says how long, and goes on by itself when that ends', async () => {
    const { feed, ids } = await startFeed()
    await waitFor('the feed is up to date', () => feed.lag === 0)
    const bystander = await fixture.openWriter()
    await bystander.begin()
    await bystander.takeXid()
    const committed = await writer.commitEach([{ stationId: EAST }])
    feed.ring()
    await waitFor('the feed lags', () => feed.lag > 50)
    expect(ids()).toEqual([])
    await bystander.rollback()
    const start = performance.now()
    await waitFor('it is delivered', () => ids().length > 0)
    expect(performance.now() - start).toBeLessThan(500)
    expect(ids()).toEqual(committed)
    await waitFor('the feed is up to date again', () => feed.lag === 0)
  })

  it('reads on at once when there is more than one batch', async () => {
    const { feed, ids } = await startFeed()
    const committed = await writer.commitMany(2_001, { stationId: EAST })
    feed.ring()
    await waitFor('all are delivered', () => ids().length >= 2_001, 2_000)
    expect(ids()).toEqual(committed)
  })

  it('is never in a transaction between its reads', async () => {
    const { feed, ids } = await startFeed()
    const states = new Set<string>()
    const committed: string[] = []
    for (let round = 0; round < 30; round += 1) {
      committed.push(...(await writer.commitEach([{ stationId: EAST }])))
      feed.ring()
      const { rows } = await fixture.admin.query(
        `SELECT state, backend_xid IS NOT NULL OR (state = 'idle' AND xact_start IS NOT NULL) AS holds
         FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'teppan feed'`,
      )
      for (const { state, holds } of rows) states.add(`${state}${holds ? ' holding a transaction' : ''}`)
    }
    await waitFor('all are delivered', () => ids().length === committed.length)
    await waitFor('the feed is idle', async () => {
      const { rows } = await fixture.admin.query(
        `SELECT state, xact_start, backend_xmin FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'teppan feed'`,
      )
      return rows.length === 1 && rows[0].state === 'idle' && rows[0].xact_start === null && !rows[0].backend_xmin
    })
    expect([...states].filter((state) => state !== 'idle' && state !== 'active')).toEqual([])
  })

  it('takes one connection, which it gives back when it is stopped', async () => {
    const count = async () => {
      const { rows } = await fixture.admin.query(
        `SELECT count(*)::int AS count FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'teppan feed'`,
      )
      return rows[0].count as number
    }
    await waitFor('the connections of other tests are gone', async () => (await count()) === 0)
    const { feed } = await startFeed()
    expect(await count()).toBe(1)
    await feed.stop()
    expect(feed.healthy).toBe(false)
    await waitFor('the server has noticed', async () => (await count()) === 0)
  })
})

describe('when the connection breaks', () => {
  let gate: TcpGate
  let url: string

  beforeEach(async () => {
    ;({ gate, url } = await TcpGate.before(fixture.database.gatewayUrl))
  })

  afterEach(() => gate.close())

  it('comes back after its server process was ended, and delivers what it missed, once', async () => {
    const { feed, ids, seen } = await startFeed()
    const committed: string[] = []
    for (let round = 0; round < 5; round += 1) {
      committed.push(...(await writer.commitEach([{ stationId: EAST }])))
      feed.ring()
      expect(await fixture.killFeeds()).toBeGreaterThan(0)
      committed.push(...(await writer.commitEach([{ stationId: EAST }])))
      await waitFor('the feed is back', () => feed.healthy && ids().length === committed.length)
    }
    expect(ids()).toEqual(committed)
    expect(seen.interruptions).toBe(1)
  })

  it('keeps trying while the database turns it away, and goes on from its place', async () => {
    const { feed, ids } = await startFeed({ url })
    gate.shut()
    await waitFor('the feed has noticed', () => !feed.healthy)
    const committed = await writer.commitMany(700, { stationId: EAST })
    const before = gate.callers
    await waitFor('it has tried several times', () => gate.callers >= before + 4, 10_000)
    expect(feed.lag).toBeGreaterThan(0)
    gate.open()
    await waitFor('all are delivered', () => ids().length >= 700, 8_000)
    expect(ids()).toEqual(committed)
    expect(feed.healthy).toBe(true)
  })

  it('gives up a database that does not answer any more', async () => {
    const { feed, ids } = await startFeed({ url, silenceMs: 300 })
    gate.freeze()
    const committed = await writer.commitEach([{ stationId: EAST }])
    feed.ring()
    await waitFor('it is delivered over a new connection', () => ids().length > 0)
    expect(ids()).toEqual(committed)
    expect(gate.callers).toBe(2)
  })

  it('starts when the database can be reached', async () => {
    gate.shut()
    const { feed, ids } = createFeed({ url })
    feed.start()
    await waitFor('it has tried', () => gate.callers >= 2)
    expect(feed.position).toBeNull()
    expect(feed.healthy).toBe(false)
    gate.open()
    await waitFor('the feed follows', () => feed.healthy, 8_000)
    const committed = await writer.commitEach([{ stationId: EAST }])
    feed.ring()
    await waitFor('it is delivered', () => ids().length > 0)
    expect(ids()).toEqual(committed)
  })

  it('stops at once while it waits to try again', async () => {
    gate.shut()
    const { feed } = createFeed({ url })
    feed.start()
    await waitFor('it has tried several times', () => gate.callers >= 5, 10_000)
    const start = performance.now()
    await feed.stop()
    expect(performance.now() - start).toBeLessThan(300)
  })

  it('stops soon while the database does not answer, whatever it waits for', async () => {
    const reading = await startFeed({ url })
    gate.freeze()
    await waitFor('it has waited for a read for longer than it polls', () => reading.feed.lag > 100)
    const connecting = createFeed({ url })
    connecting.feed.start()
    await waitFor('the other connects', () => gate.callers === 2)
    gate.freeze()
    const start = performance.now()
    await Promise.all([reading.feed.stop(), connecting.feed.stop()])
    expect(performance.now() - start).toBeLessThan(2_000)
  })

  it('begins anew at the end of a log that was restored meanwhile, and says so', async () => {
    const { feed, ids, seen } = await startFeed({ url })
    await writer.commitEach([{ stationId: EAST }])
    feed.ring()
    await waitFor('it is delivered', () => ids().length === 1)
    gate.shut()
    await writer.commitEach([{ stationId: EAST }])
    await fixture.settle()
    await fixture.admin.query('UPDATE events.event_log SET epoch = epoch + 1')
    gate.open()
    await waitFor('the feed has begun anew', () => seen.interruptions === 2, 8_000)
    const committed = await writer.commitEach([{ stationId: EAST }])
    feed.ring()
    await waitFor('the new one is delivered', () => ids().length === 2)
    expect(ids().slice(1)).toEqual(committed)
  })
})
