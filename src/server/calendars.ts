import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { Clock } from '#kernel/clock.ts'
import { RateLimitedError } from '#kernel/errors.ts'
import { anonymous } from '#kernel/viewer.ts'
import type { Budgets } from '#platform/rate-limits/budgets.ts'
import { type BucketSize, LeakyBucket } from '#platform/rate-limits/leaky-bucket.ts'
import { clientAddress, type TrustedProxies } from './client-address.ts'

export interface CalendarRoute {
  /** Null where there is nothing to be read by the token. */
  read: (token: string) => Promise<{ text: string; lastModified: Date } | null>
  budgets: Budgets
  proxies: TrustedProxies
  clock: Clock
}

const PATH = '/calendars/*'
/** 256 bits in base64url, as the addresses of feeds have them. */
const FILE = /^([A-Za-z0-9_-]{43})\.ics$/
/** What one request takes from the budget of its address, in points. */
export const FETCH_POINTS = 5
/** Of one feed, wherever it is fetched from: so many at once, and then one in a second. */
export const FEED_PACE: BucketSize = { limit: 120, restorePerSecond: 1 }
/** More feeds than these in turn, and the one that was away the longest starts anew. */
const MAX_PACED = 10_000

/**
 * `GET /calendars/<token>.ics`: a calendar feed, for whoever knows its address. The address is never logged, nor told in
 * an answer. Everything that is no feed any more, or never was one, is answered alike.
 */
export function serveCalendars(app: FastifyInstance, { read, budgets, proxies, clock }: CalendarRoute): void {
  const pace = new FeedPace(clock)
  app.get<{ Params: { '*': string } }>(PATH, async (request, reply) => {
    budgets.of(anonymous, clientAddress(request.raw, proxies)).take(FETCH_POINTS)
    const token = FILE.exec(request.params['*'])?.[1]
    reply.header('x-robots-tag', 'noindex, nofollow')
    if (token === undefined) return sendNothing(reply)
    pace.take(token)
    const calendar = await read(token)
    return calendar ? sendCalendar(request, reply, calendar) : sendNothing(reply)
  })
  app.route({
    method: ['POST', 'PUT', 'PATCH', 'DELETE'],
    url: PATH,
    // Before anything of a body is read.
    onRequest: async (_request, reply) => sendText(reply.header('allow', 'GET, HEAD'), 405, 'Calendars are only read.'),
    handler: () => undefined,
  })
}

/**
 * No If-Modified-Since: what leaves a calendar makes none of its dates later, so the tag alone tells whether it is the
 * same.
 */
function sendCalendar(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { text, lastModified }: { text: string; lastModified: Date },
): FastifyReply {
  const tag = `"${createHash('sha256').update(text).digest('base64url')}"`
  reply.headers({
    etag: tag,
    'last-modified': lastModified.toUTCString(),
    'cache-control': 'private, max-age=300',
  })
  if (matches(headers['if-none-match'], tag)) return reply.status(304).send()
  return reply
    .headers({
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': 'inline; filename="calendar.ics"',
    })
    .send(text)
}

/** Whether the list has the tag, weak or strong, or is `*` (RFC 9110, section 13.1.2). */
function matches(list: string | undefined, tag: string): boolean {
  const tags = list?.split(',').map((one) => one.trim().replace(/^W\//, '')) ?? []
  return tags.includes(tag) || tags.includes('*')
}

function sendNothing(reply: FastifyReply): FastifyReply {
  return sendText(reply, 404, 'There is no such calendar, or not any more.')
}

function sendText(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply
    .status(status)
    .headers({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
    .send(`${text}\n`)
}

/** Refuses who fetches the same feed too often, before anything is read. */
class FeedPace {
  readonly #clock: Clock
  /** By a hash: tokens are not kept. */
  readonly #buckets = new LRUCache<string, LeakyBucket>({ max: MAX_PACED })

  constructor(clock: Clock) {
    this.#clock = clock
  }

  take(token: string): void {
    const key = createHash('sha256').update(token).digest('base64url')
    const bucket = this.#buckets.get(key) ?? new LeakyBucket()
    this.#buckets.set(key, bucket)
    const wait = bucket.take(1, FEED_PACE, this.#clock.now().getTime())
    if (wait > 0) throw new RateLimitedError('This calendar is fetched too often.', Math.ceil(wait))
  }
}
