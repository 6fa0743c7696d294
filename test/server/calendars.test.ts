import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FEED_PACE, FETCH_POINTS } from '#server/calendars.ts'
import { generous } from '../support/allowances.ts'
import { publicStation } from '../support/bookings.ts'
import { createBusiness, hire, type StaffMember } from '../support/business.ts'
import { changeFeed, fetchCalendar } from '../support/calendar-feeds.ts'
import { parseCalendar } from '../support/calendar-file.ts'
import { StillClock } from '../support/chosen-clock.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { waitFor } from '../support/wait.ts'

const POOL_SIZE = 3
const ANONYMOUS = { operation: 100, limit: 2_000, restorePerSecond: 10, concurrency: 10 }

const clock = new StillClock()
let gateway: TestGateway
let manager: StaffMember
let stationId: string
let url: string

beforeAll(async () => {
  gateway = await startTestGateway({
    clock,
    poolSize: POOL_SIZE,
    trustedProxies: ['127.0.0.1'],
    allowances: { ...generous, ANONYMOUS },
  })
  const business = await createBusiness(gateway)
  manager = await hire(gateway, business, 'STATION_MANAGER')
  stationId = publicStation(business.stationIds[0])
  url = await newUrl()
})

afterAll(() => gateway.stop())

async function newUrl(): Promise<string> {
  const made = await changeFeed(gateway, 'create', { name: 'Station', stationId }, manager.token)
  return made.url
}

const tokenOf = (address: string) => address.slice(-47, -4)
const unknown = () => `${gateway.url}/calendars/${'A'.repeat(43)}.ics`
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })

describe('a calendar over HTTP', () => {
  it('is at the address of the gateway', () => {
    expect(url).toBe(`${gateway.url}/calendars/${tokenOf(url)}.ics`)
  })

  it('is a file for one’s own programs, which no search engine finds', async () => {
    const { status, headers, text } = await fetchCalendar(url)
    expect(status).toBe(200)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': 'inline; filename="calendar.ics"',
      'content-length': String(Buffer.byteLength(text)),
      'cache-control': 'private, max-age=300',
      etag: `"${createHash('sha256').update(text).digest('base64url')}"`,
      'x-robots-tag': 'noindex, nofollow',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    expect(new Date(headers.get('last-modified') ?? '').getTime()).toBeLessThanOrEqual(clock.now().getTime())
    for (const name of ['set-cookie', 'access-control-allow-origin', 'ratelimit']) expect(headers.has(name)).toBe(false)
    expect(parseCalendar(text).events).toEqual([])
  })

  it('is not for pages of others', async () => {
    const { headers } = await fetchCalendar(url, { headers: { origin: 'https://elsewhere.example' } })
    expect(headers.has('access-control-allow-origin')).toBe(false)
  })

  it('answers HEAD like GET, without the file', async () => {
    const [got, head] = [await fetchCalendar(url), await fetchCalendar(url, { method: 'HEAD' })]
    expect([head.status, head.text]).toEqual([200, ''])
    for (const name of ['etag', 'content-type', 'content-length', 'last-modified', 'cache-control']) {
      expect(head.headers.get(name), name).toBe(got.headers.get(name))
    }
  })

  it.each([
    ['the tag', (tag: string) => tag, 304],
    ['the tag, made weak by a proxy', (tag: string) => `W/${tag}`, 304],
    ['one of several', (tag: string) => `"other", ${tag}`, 304],
    ['any', () => '*', 304],
    ['another', () => '"other"', 200],
    ['no tag at all', () => 'nonsense', 200],
  ])('is asked with If-None-Match for %s', async (_what, give, expected) => {
    const tag = (await fetchCalendar(url)).headers.get('etag') ?? ''
    for (const method of ['GET', 'HEAD']) {
      const { status, headers, text } = await fetchCalendar(url, { method, headers: { 'if-none-match': give(tag) } })
      expect([status, headers.get('etag')]).toEqual([expected, tag])
      if (expected === 304) expect([text, headers.get('cache-control')]).toEqual(['', 'private, max-age=300'])
    }
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('refuses %s, whatever is sent', async (method) => {
    for (const init of [{}, { body: '{"a":', headers: { 'content-type': 'application/json' } }, { body: 'text' }]) {
      const { status, headers } = await fetchCalendar(url, { method, ...init })
      expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    }
  })

  it('answers all alike that is none', async () => {
    const { calendarFeed, url: revoked } = await changeFeed(
      gateway,
      'create',
      { name: 'Old', stationId },
      manager.token,
    )
    await changeFeed(gateway, 'revoke', { calendarFeedId: calendarFeed.id }, manager.token)
    const none = [
      revoked,
      unknown(),
      `${gateway.url}/calendars/`,
      `${gateway.url}/calendars/short.ics`,
      `${gateway.url}/calendars/${tokenOf(url)}`,
      `${url}x`,
      `${gateway.url}/calendars/${tokenOf(url)}/.ics`,
      `${gateway.url}/calendars/%00${tokenOf(url).slice(1)}.ics`,
      `${gateway.url}/calendars/${tokenOf(url).toLowerCase()}.ics`,
    ]
    const seen = new Set<string>()
    for (const address of none) {
      const { status, headers, text } = await fetchCalendar(address)
      const { date, 'x-request-id': _, ...rest } = Object.fromEntries(headers)
      seen.add(JSON.stringify({ status, text, rest }))
    }
    expect([...seen].map((answer) => JSON.parse(answer))).toEqual([
      expect.objectContaining({ status: 404, text: 'There is no such calendar, or not any more.\n' }),
    ])
    expect((await fetchCalendar(`${url}?fetched=again`)).status).toBe(200)
  })

  it('never has its address in the log', async () => {
    gateway.takeLog()
    await fetchCalendar(url)
    await fetchCalendar(`${url}.nothing`)
    await fetchCalendar(url, { method: 'POST' })
    await fetchCalendar(`${gateway.url}/calendars/%E0%A4%A/${tokenOf(url)}`)
    const made = await newUrl()
    const log = JSON.stringify(gateway.takeLog())
    expect(log).toContain('"message":"operation"')
    for (const address of [url, made]) expect(log).not.toContain(tokenOf(address))
    expect(log).not.toContain('calendars/')
  })
})

describe('the pace of calendars', () => {
  it('is that of the address, whichever feeds it fetches', async () => {
    const { budgets } = gateway.gateway.platform
    const left = () => budgets.of({ kind: 'anonymous' }, '203.0.113.7').status().remaining
    const before = left()
    await fetchCalendar(url, from('203.0.113.7'))
    await fetchCalendar(unknown(), from('203.0.113.7'))
    expect(before - left()).toBe(2 * FETCH_POINTS)
    budgets.of({ kind: 'anonymous' }, '203.0.113.7').settle(0, ANONYMOUS.limit)
    const { status, headers } = await fetchCalendar(url, from('203.0.113.7'))
    expect([status, headers.get('retry-after'), headers.get('cache-control')]).toEqual([429, '1', 'no-store'])
    expect((await fetchCalendar(url, from('203.0.113.8'))).status).toBe(200)
    clock.pass(1)
    expect((await fetchCalendar(url, from('203.0.113.7'))).status).toBe(200)
  })

  it('is that of the feed, wherever it is fetched from', async () => {
    const other = await newUrl()
    for (let fetched = 0; fetched < FEED_PACE.limit; fetched += 1) {
      expect((await fetchCalendar(other, from(`198.51.100.${fetched}`))).status).toBe(200)
    }
    gateway.takeStatements()
    const { status, headers, text } = await fetchCalendar(other, from('192.0.2.1'))
    expect([status, headers.get('retry-after')]).toEqual([429, '1'])
    expect(text).not.toContain(tokenOf(other))
    expect(gateway.takeStatements()).toEqual([])
    expect((await fetchCalendar(url, from('192.0.2.1'))).status).toBe(200)
    clock.pass(1)
    expect((await fetchCalendar(other, from('192.0.2.1'))).status).toBe(200)
  })
})

it('a calendar is told to come back, within two seconds, when no connection is free', async () => {
  const { pool } = gateway.gateway.platform
  await waitFor('all connections are idle', () => pool.idleCount === pool.totalCount)
  const taken = await Promise.all(Array.from({ length: POOL_SIZE }, () => pool.connect()))
  try {
    const start = performance.now()
    const { status, headers } = await fetchCalendar(url)
    expect([status, headers.get('retry-after'), headers.get('cache-control')]).toEqual([503, '1', 'no-store'])
    expect(performance.now() - start).toBeLessThan(2_000)
  } finally {
    for (const client of taken) client.release()
  }
  expect((await fetchCalendar(url)).status).toBe(200)
})
