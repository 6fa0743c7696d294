import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { publicId } from '#graphql/ids.ts'
import { startBenchGateway } from './bench-gateway.ts'
import { bookDays, percentile } from './month-of-bookings.ts'

/**
 * 100 new bookings a second for 10 seconds, of which every fifth wants a time that is taken: p95 of the answers is to stay
 * below 200 ms. Requests are sent when they are due, whether or not others have been answered. The first five seconds do
 * not count: each connection of the pool plans its statements then.
 */
const PER_SECOND = 100
const SECONDS = 10
const WARM_UP_SECONDS = 5
const MUTATION = `mutation ($input: CreateBookingInput!) { createBooking(input: $input) { __typename } }`

const bench = await startBenchGateway()
try {
  const { stationId, url, headers, urls } = bench
  await bookDays(urls, stationId, { from: 1, until: 29 })
  const client = new pg.Client({ connectionString: urls.admin })
  await client.connect()
  const { rows: resources } = await client.query<{ id: string }>(
    'select id from bookings.resources where station_id = $1',
    [stationId],
  )
  const { rows: customers } = await client.query<{ id: string }>(
    'select id from customers.customers where station_id = $1 limit 1',
    [stationId],
  )
  await client.end()
  const customerId = publicId('customer', customers[0]?.id ?? '')

  /** Each in a time of its own from the 40th day on; every fifth in one that the data has given away. */
  const windowOf = (number: number) => {
    const isTaken = number % 5 === 0
    const resource = resources[number % resources.length]?.id ?? ''
    const turn = Math.floor(number / resources.length)
    const day = isTaken ? 2 + (turn % 20) : 40 + Math.floor(turn / 4)
    const start = new Date(Date.now() + day * 86_400_000)
    start.setUTCHours(isTaken ? 16 : 16 + 2 * (turn % 4), isTaken ? 30 : 0, 0, 0)
    return { resource, startsAt: start, endsAt: new Date(start.getTime() + 3_600_000) }
  }
  const samples: number[] = []
  const answers = new Map<string, number>()
  const send = async (number: number) => {
    const { resource, ...window } = windowOf(number)
    const input = {
      stationId: publicId('station', stationId),
      customerId,
      kind: 'CATERING',
      adults: 2,
      ...window,
      resourceIds: [publicId('resource', resource)],
    }
    const start = performance.now()
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query: MUTATION, variables: { input } }),
    })
    const body = (await answer.json()) as {
      data?: { createBooking: { __typename: string } }
      errors?: { extensions: { code: string } }[]
    }
    samples.push(performance.now() - start)
    const what = body.data?.createBooking.__typename ?? body.errors?.[0]?.extensions.code ?? 'nothing'
    answers.set(what, (answers.get(what) ?? 0) + 1)
  }
  /** Sends as many, numbered from there; tells how many seconds it took. */
  const sendAll = async (from: number, count: number) => {
    const started = performance.now()
    const running: Promise<void>[] = []
    for (let at = 0; at < count; at += 1) {
      const due = started + (at * 1000) / PER_SECOND
      await delay(Math.max(0, due - performance.now()))
      running.push(send(from + at))
    }
    await Promise.all(running)
    return (performance.now() - started) / 1000
  }
  await sendAll(0, PER_SECOND * WARM_UP_SECONDS)
  samples.length = 0
  answers.clear()
  const seconds = await sendAll(PER_SECOND * WARM_UP_SECONDS, PER_SECOND * SECONDS)
  const counted = [...answers].map(([what, count]) => `${count} ${what}`).join(', ')
  process.stdout.write(`${(samples.length / seconds).toFixed(0)} a second: ${counted}\n`)
  process.stdout.write(
    `p50 ${percentile(samples, 0.5).toFixed(1)} ms, p95 ${percentile(samples, 0.95).toFixed(1)} ms\n`,
  )
} finally {
  await bench.stop()
}
