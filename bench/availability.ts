import { publicId } from '#graphql/ids.ts'
import { startBenchGateway } from './bench-gateway.ts'
import { bookDays, percentile } from './month-of-bookings.ts'

/**
 * A month of availability of 30 resources with some 5,000 bookings: p95 is to stay below 50 ms, and with ten times as
 * many bookings before and after it is to take 1.3 times as long at most. One request at a time.
 */
const REQUESTS = 100
const QUERY = `query ($stationId: ID!, $range: AvailabilityRange!) {
  availability(stationId: $stationId, range: $range, kind: CATERING, durationMinutes: 60,
      needs: [{ kind: CHEF, count: 1 }, { kind: KIT, count: 1 }]) {
    days { date slots { startsAt endsAt localStart } } } }`

const bench = await startBenchGateway()
try {
  const { stationId, url, headers } = bench
  const date = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  const variables = { stationId: publicId('station', stationId), range: { fromDate: date(1), untilDate: date(29) } }
  const body = JSON.stringify({ query: QUERY, variables })
  const measure = async () => {
    const samples: number[] = []
    for (let at = -20; at < REQUESTS; at += 1) {
      const start = performance.now()
      const answer = await fetch(url, { method: 'POST', headers, body })
      const text = await answer.text()
      if (answer.status !== 200 || text.includes('"errors"')) throw new Error(text.slice(0, 500))
      if (at >= 0) samples.push(performance.now() - start)
    }
    return { p50: percentile(samples, 0.5), p95: percentile(samples, 0.95) }
  }
  const few = await bookDays(bench.urls, stationId, { from: 1, until: 29 })
  const month = await measure()
  const more =
    (await bookDays(bench.urls, stationId, { from: -140, until: 1 })) +
    (await bookDays(bench.urls, stationId, { from: 29, until: 140 }))
  const years = await measure()
  const shown = (value: number) => `${value.toFixed(1)} ms`
  const line = (name: string, p50: string, p95: string) =>
    process.stdout.write(`${name.padEnd(20)}${p50.padStart(12)}${p95.padStart(12)}\n`)
  line('', 'p50', 'p95')
  line(`${few} bookings`, shown(month.p50), shown(month.p95))
  line(`${few + more} bookings`, shown(years.p50), shown(years.p95))
  line('ratio', (years.p50 / month.p50).toFixed(2), (years.p95 / month.p95).toFixed(2))
} finally {
  await bench.stop()
}
