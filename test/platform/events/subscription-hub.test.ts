import { afterEach, describe, expect, it } from 'vitest'
import type { StoredEvent } from '#platform/events/domain-event.ts'
import type { LiveBuffer } from '#platform/events/live-buffer.ts'
import { SubscriptionHub } from '#platform/events/subscription-hub.ts'
import { waitFor } from '../../support/wait.ts'

const STATION = '01990000-0000-7000-8000-000000000101'
const ELSEWHERE = '01990000-0000-7000-8000-000000000102'
const clock = { time: 1_000_000, now: () => new Date(clock.time) }
const hub = new SubscriptionHub(clock)
let counter = 0

function event(fields: { stationId?: string; type?: string; payloadLength?: number } = {}): StoredEvent {
  counter += 1
  return {
    id: `event ${counter}`,
    position: { xid: '10', position: counter },
    stationId: STATION,
    type: 'booking.confirmed',
    aggregateType: 'booking',
    aggregateId: '01990000-0000-7000-8000-000000000401',
    aggregateVersion: counter,
    actorId: null,
    requestId: null,
    payload: {},
    payloadLength: 2,
    occurredAt: new Date(0),
    ...fields,
  }
}

function attach(stationIds: ReadonlySet<string> = new Set([STATION])): LiveBuffer {
  return hub.attach({ stationIds, types: new Set(['booking.confirmed']) })
}

/** What a reader gets until the buffer holds back or ends. */
async function take(buffer: LiveBuffer, count: number): Promise<string[]> {
  const ids: string[] = []
  if (count === 0) return ids
  for await (const { id } of buffer) if (ids.push(id) === count) break
  return ids
}

describe('a live buffer', () => {
  afterEach(() => hub.close())

  it('hands out in order what its filter wants, and nothing else', async () => {
    const buffer = attach()
    const [first, second] = [event(), event()]
    hub.deliver([first, event({ stationId: ELSEWHERE }), event({ type: 'booking.cancelled' }), second])
    expect(await take(buffer, 2)).toEqual([first.id, second.id])
  })

  it('wakes a reader that waits', async () => {
    const buffer = attach()
    const reading = take(buffer, 1)
    const awaited = event()
    hub.deliver([awaited])
    expect(await reading).toEqual([awaited.id])
  })

  it('follows a set of stations that changes', async () => {
    const stationIds = new Set([STATION])
    const buffer = attach(stationIds)
    hub.deliver([event({ stationId: ELSEWHERE })])
    stationIds.add(ELSEWHERE)
    stationIds.delete(STATION)
    const wanted = event({ stationId: ELSEWHERE })
    hub.deliver([event(), wanted])
    expect(await take(buffer, 1)).toEqual([wanted.id])
  })

  it('holds 256 events and overflows with the next, holding none', async () => {
    const buffer = attach()
    hub.deliver(Array.from({ length: 256 }, () => event()))
    expect(buffer.state).toBe('open')
    hub.deliver([event()])
    expect(buffer.state).toBe('overflowed')
    expect(buffer.overflowed).toBe(true)
    expect(await take(buffer, 1)).toEqual([])
  })

  it('holds a mebibyte of payloads and overflows beyond it', () => {
    const buffer = attach()
    // 8,192 of payload and 300 for the rest of the event: 123 of them fit.
    for (let count = 0; count < 123; count += 1) hub.deliver([event({ payloadLength: 8_192 })])
    expect(buffer.state).toBe('open')
    hub.deliver([event({ payloadLength: 8_192 })])
    expect(buffer.state).toBe('overflowed')
  })

  it('counts only what still waits', async () => {
    const buffer = attach()
    for (let round = 0; round < 5; round += 1) {
      hub.deliver(Array.from({ length: 120 }, () => event({ payloadLength: 8_192 })))
      expect(await take(buffer, 120)).toHaveLength(120)
    }
    expect(buffer.state).toBe('open')
  })

  it('overflows when its oldest event has waited for more than 30 seconds and another comes', () => {
    const buffer = attach()
    hub.deliver([event()])
    clock.time += 30_000
    hub.deliver([event()])
    expect(buffer.state).toBe('open')
    clock.time += 1
    hub.deliver([event()])
    expect(buffer.state).toBe('overflowed')
  })

  it('overflows for age even when nothing more happens', async () => {
    const buffer = attach()
    hub.deliver([event()])
    clock.time += 30_001
    await waitFor('the hub has looked at the ages', () => buffer.state === 'overflowed')
  })

  it('ends its reader when it overflows, is interrupted or is closed', async () => {
    const [overflowing, interrupted, closed] = [attach(), attach(), attach()]
    const readings = Promise.all([take(overflowing, 999), take(interrupted, 999), take(closed, 999)])
    interrupted.interrupt()
    closed.close()
    hub.deliver(Array.from({ length: 257 }, () => event()))
    expect(await readings).toEqual([[], [], []])
    expect([overflowing, interrupted, closed].map(({ state }) => state)).toEqual([
      'overflowed',
      'interrupted',
      'closed',
    ])
  })

  it('gathers anew after a restart, unless it is closed', async () => {
    const [overflowed, closed] = [attach(), attach()]
    closed.close()
    hub.deliver(Array.from({ length: 257 }, () => event()))
    overflowed.restart()
    closed.restart()
    const fresh = event()
    hub.deliver([fresh])
    expect(await take(overflowed, 1)).toEqual([fresh.id])
    expect(closed.state).toBe('closed')
  })
})

describe('the subscription hub', () => {
  it('interrupts all that are attached, and lets go of those that are closed', () => {
    const [first, second] = [attach(), attach()]
    expect(hub.size).toBe(2)
    hub.interrupt()
    expect([first.state, second.state]).toEqual(['interrupted', 'interrupted'])
    first.close()
    first.close()
    expect(hub.size).toBe(1)
    hub.close()
    expect(hub.size).toBe(0)
    expect(second.state).toBe('closed')
  })
})
