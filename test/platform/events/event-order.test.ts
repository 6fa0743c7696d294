import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredEvent } from '#platform/events/domain-event.ts'
import { EventFeed } from '#platform/events/event-feed.ts'
import { waitFor } from '../../support/wait.ts'
import { EAST, type LogFixture, type LogWriter, openLogFixture, silent } from './log-fixture.ts'

describe('the order of the log', () => {
  let fixture: LogFixture
  let feed: EventFeed
  let [old, middle, young]: LogWriter[] = []
  const delivered: StoredEvent[] = []

  beforeAll(async () => {
    fixture = await openLogFixture()
    old = await fixture.openWriter()
    middle = await fixture.openWriter()
    young = await fixture.openWriter()
    const listener = { deliver: (events: readonly StoredEvent[]) => delivered.push(...events), interrupt() {} }
    feed = new EventFeed({ url: fixture.database.gatewayUrl, log: silent, listener })
    feed.start()
    await waitFor('the feed follows', () => feed.healthy)
  })

  afterAll(async () => {
    await feed.stop()
    await fixture.close()
  })

  it('never shows an older version after a younger one, whichever transaction began first', async () => {
    if (!old || !middle || !young) throw new Error('the writers are missing')
    const aggregateId = randomUUID()
    await old.begin()
    const oldXid = await old.takeXid()
    await middle.begin()
    const middleXid = await middle.takeXid()
    await young.begin()
    const second = await young.append({ stationId: EAST, aggregateId, version: 2 })
    await young.commit()
    const third = await old.append({ stationId: EAST, aggregateId, version: 3 })
    await old.commit()
    // By its own id the third version would be settled now, and the second would not.
    expect(oldXid).toBeLessThan(middleXid)
    expect(middleXid).toBeLessThan(BigInt(second.xid))
    expect(third.xid).toBe(second.xid)
    expect(third.position).toBeGreaterThan(second.position)

    const before = feed.lag
    feed.ring()
    await waitFor('the feed has found that something is not settled', () => feed.lag > before)
    expect(delivered).toEqual([])

    await middle.commit()
    await waitFor('both are delivered', () => delivered.length >= 2)
    expect(delivered.map(({ id, aggregateVersion }) => [id, aggregateVersion])).toEqual([
      [second.id, 2],
      [third.id, 3],
    ])
  })

  it('is the order of the transactions where events have nothing to do with each other', async () => {
    if (!old || !young) throw new Error('the writers are missing')
    delivered.length = 0
    await old.begin()
    await old.takeXid()
    await young.begin()
    const ofYoung = await young.append({ stationId: EAST })
    await young.commit()
    const ofOld = await old.append({ stationId: EAST })
    await old.commit()
    expect(ofOld.position).toBeGreaterThan(ofYoung.position)
    feed.ring()
    await waitFor('both are delivered', () => delivered.length >= 2)
    expect(delivered.map(({ id }) => id)).toEqual([ofOld.id, ofYoung.id])
  })

  it('keeps several versions that one statement appends in the order of the versions', async () => {
    if (!old || !young) throw new Error('the writers are missing')
    const aggregateId = randomUUID()
    await old.begin()
    await old.takeXid()
    await young.begin()
    const first = await young.append({ stationId: EAST, aggregateId, version: 1 })
    await young.commit()
    const { rows } = await old.client.query(
      `INSERT INTO events.domain_events
         (id, station_id, type, aggregate_type, aggregate_id, aggregate_version, payload, occurred_at)
       SELECT gen_random_uuid(), $1, 'booking.confirmed', 'booking', $2, version, '{}', now()
       FROM generate_series(2, 4) AS version RETURNING xid, aggregate_version`,
      [EAST, aggregateId],
    )
    await old.commit()
    expect(rows).toEqual([2, 3, 4].map((version) => ({ xid: first.xid, aggregate_version: version })))
  })

  it('refuses a second event for a version that has one', async () => {
    if (!old) throw new Error('the writer is missing')
    const aggregateId = randomUUID()
    await old.begin()
    await old.append({ stationId: EAST, aggregateId, version: 1 })
    await expect(old.append({ stationId: EAST, aggregateId, version: 1 })).rejects.toMatchObject({ code: '23505' })
    await old.rollback()
  })
})
