import pg from 'pg'
import { publicId } from '#graphql/ids.ts'
import { startBenchGateway } from './bench-gateway.ts'

/**
 * 50 at once want the last free time of a resource, so many times (1,000, or as the first argument says): one of them gets
 * it, and each other is offered times that are free. Ends with an error where that is not so.
 */
const RACERS = 50
const ROUNDS = Number(process.argv[2] ?? 1_000)
const HOUR_MS = 3_600_000
const MUTATION = `mutation ($input: CreateBookingInput!) { createBooking(input: $input) { __typename
  ... on SlotTakenError { alternatives(first: 3) { startsAt endsAt } } } }`

interface Alternative {
  startsAt: string
  endsAt: string
}

type Answer = { __typename: string; alternatives?: Alternative[] }

const bench = await startBenchGateway()
const client = new pg.Client({ connectionString: bench.urls.admin })
try {
  await client.connect()
  const { stationId, url, headers } = bench
  const only = async (sql: string) => (await client.query<{ id: string }>(sql, [stationId])).rows[0]?.id ?? ''
  const resourceId = await only('select id from bookings.resources where station_id = $1 limit 1')
  const customerId = await only('select id from customers.customers where station_id = $1 limit 1')

  /** Four in a day, with room between them, from the 40th day on. */
  const windowOf = (round: number) => {
    const start = new Date(Date.now() + (40 + Math.floor(round / 4)) * 24 * HOUR_MS)
    start.setUTCHours(16 + 2 * (round % 4), 0, 0, 0)
    return { startsAt: start.toISOString(), endsAt: new Date(start.getTime() + HOUR_MS).toISOString() }
  }
  const want = async (round: number): Promise<Answer> => {
    const place = { stationId: publicId('station', stationId), customerId: publicId('customer', customerId) }
    const resourceIds = [publicId('resource', resourceId)]
    const input = { ...place, kind: 'CATERING', adults: 2, ...windowOf(round), resourceIds }
    const body = JSON.stringify({ query: MUTATION, variables: { input } })
    const answer = (await (await fetch(url, { method: 'POST', headers, body })).json()) as {
      data?: { createBooking: Answer } | null
      errors?: { extensions: { code: string } }[]
    }
    return answer.data?.createBooking ?? { __typename: answer.errors?.[0]?.extensions.code ?? 'nothing' }
  }
  const isFree = async ({ startsAt, endsAt }: Alternative) => {
    const { rows } = await client.query(
      `select from bookings.allocations where resource_id = $1 and status = 'ACTIVE' and during && tstzrange($2, $3)`,
      [resourceId, startsAt, endsAt],
    )
    return rows.length === 0
  }

  const counted = new Map<string, number>()
  const offered = new Map<string, Alternative>()
  for (let round = 0; round < ROUNDS; round += 1) {
    const answers = await Promise.all(Array.from({ length: RACERS }, () => want(round)))
    for (const { __typename: what } of answers) counted.set(what, (counted.get(what) ?? 0) + 1)
    const won = answers.filter(({ __typename: what }) => what === 'CreateBookingPayload').length
    if (won !== 1) throw new Error(`round ${round} was won by ${won}`)
    const taken = answers.flatMap(({ alternatives }) => (alternatives ? [alternatives] : []))
    if (taken.some((alternatives) => alternatives.length === 0)) throw new Error(`round ${round}: nothing was offered`)
    for (const alternative of taken.flat()) offered.set(alternative.startsAt, alternative)
    for (const alternative of offered.values()) {
      if (!(await isFree(alternative))) throw new Error(`round ${round}: ${alternative.startsAt} is not free`)
    }
    offered.clear()
  }
  const told = [...counted].map(([what, count]) => `${count} ${what}`).join(', ')
  process.stdout.write(`${ROUNDS} rounds of ${RACERS}: ${told}; whatever was offered was free\n`)
} finally {
  await client.end()
  await bench.stop()
}
