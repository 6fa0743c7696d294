import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import type { Answer, AnswerError } from '../support/gateway.ts'
import { createTestSecrets } from '../support/gateway.ts'
import { type GatewayProcess, secretsEnvironment, spawnGateway } from '../support/gateway-process.ts'
import { RawSocket } from '../support/raw-socket.ts'

const CPU_MS = 50
const ROUNDS = 12
const MEGABYTE = 1024 * 1024
/** So many bring the heap to the size that it keeps under such load. */
const WARM_UP = 6_000
/** Over 10,000 more. */
const GROWTH_BYTES = 16 * MEGABYTE

/** Points enough to be refused for what they are, each time. */
const PLENTY = { ANONYMOUS: { limit: 1_000_000_000, restorePerSecond: 1_000_000_000 } }

let database: TestDatabase
let gateway: GatewayProcess
let bombs = 0

beforeAll(async () => {
  database = await createTestDatabase()
  gateway = await spawnGateway({
    DATABASE_URL: database.gatewayUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    ...secretsEnvironment(createTestSecrets()),
    LOG_LEVEL: 'error',
    RATE_LIMITS: JSON.stringify(PLENTY),
  })
})

afterAll(async () => {
  await gateway?.kill()
  await database.drop()
})

/** A name that no document had before, so that nothing is known of it. */
function fresh(): string {
  bombs += 1
  return `x${bombs}`
}

const many = (count: number, make: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => make(at)).join(' ')

/** Each holds the next twice. */
const doubling = (count: number) =>
  many(count, (at) => `fragment F${at} on Query { a: viewer { ...F${at + 1} } b: viewer { ...F${at + 1} } }`)
/** Each holds all others. */
const entangled = (count: number) =>
  many(count, (at) => `fragment F${at} on Query { ${many(count, (other) => (other === at ? '' : `...F${other}`))} }`)
/** Each holds all before it and the next: there are as many ways through them as there are sets of them. */
const ladder = (count: number) =>
  many(count, (at) => `fragment F${at} on Query { ${many(at, (before) => `...F${before}`)} ...F${at + 1} }`)

/** Documents that would take a careless gateway long; each as often as wanted, and never the same. */
const BOMBS: readonly (readonly [what: string, fault: RegExp, make: () => string])[] = [
  ['too many aliases', /at most 15 aliases/, () => `query ${fresh()} { ${many(300, (at) => `a${at}: __typename`)} }`],
  [
    'fragments that double each other',
    /at most 1000 fields/,
    () => `query ${fresh()} { ...F0 } ${doubling(40)} fragment F40 on Query { __typename }`,
  ],
  [
    'too many directives',
    /at most 8 directives/,
    () => `query ${fresh()} { __typename ${many(100, () => '@skip(if: false)')} }`,
  ],
  [
    'too many directives that there are not',
    /at most 8 directives/,
    () => `query ${fresh()} { __typename ${many(480, () => '@a')} }`,
  ],
  [
    'fields in each other',
    /deeper than 12 levels/,
    () => `query ${fresh()} ${'{ viewer '.repeat(60)}{ __typename ${'}'.repeat(61)}`,
  ],
  ['fields in each other without end', /more than 64 brackets/, () => `query ${fresh()} ${'{a'.repeat(400)}`],
  ['lists in each other', /more than 64 brackets/, () => `query ${fresh()} { a(b: ${'['.repeat(5_000)}`],
  ['objects in each other', /more than 64 brackets/, () => `query ${fresh()} { a(b: ${'{b:'.repeat(480)}`],
  ['types in each other', /more than 64 brackets/, () => `query ${fresh()}($a: ${'['.repeat(5_000)}`],
  ['a fragment in itself', /within itself/, () => `query ${fresh()} { ...F } fragment F on Query { ...F }`],
  [
    'a circle of fragments',
    /within itself/,
    () => `query ${fresh()} { ...F0 } ${many(60, (at) => `fragment F${at} on Query { ...F${(at + 1) % 60} }`)}`,
  ],
  ['fragments that hold each other', /within itself/, () => `query ${fresh()} { ...F0 } ${entangled(18)}`],
  [
    'fragments that hold all before them and the next',
    /within itself/,
    () =>
      `query ${fresh()} { ${many(7, (at) => `...F${at + 17}`)} } ${ladder(24)} fragment F24 on Query { a: __typename }`,
  ],
  ['too many tokens', /more that 1000 tokens/, () => `query ${fresh()} { ${'a '.repeat(4_000)} }`],
  ['too many characters', /more than 15000 UTF-16/, () => `query ${fresh()} { __typename }${' '.repeat(15_000)}`],
  [
    'too many entries of a list',
    /at most 100 entries/,
    () => `query ${fresh()} { menu(first: 1, after: [${'1,'.repeat(400)}]) { totalCount } }`,
  ],
  [
    'the same field again and again',
    /at most 1000 fields|more that 1000 tokens/,
    () => `query ${fresh()} { ${'...F '.repeat(40)} } fragment F on Query { ${'__typename '.repeat(40)} }`,
  ],
  [
    'introspection in itself',
    /introspection depth|deeper than 12/i,
    () => `query ${fresh()} { __schema { types ${'{ fields { type '.repeat(12)} { name } ${'} }'.repeat(12)} } }`,
  ],
]

const HEADERS = { 'content-type': 'application/json' }
const endpoint = () => `${gateway.url}/public/graphql`

/** What an error says, without where and under which id: documents differ in their names, requests in their ids. */
const shown = (errors: readonly AnswerError[] | undefined) =>
  errors?.map(({ message, extensions: { requestId: _, ...extensions } }) => ({ message, extensions }))

async function byPost(query: string) {
  const response = await fetch(endpoint(), { method: 'POST', headers: HEADERS, body: JSON.stringify({ query }) })
  const { errors } = (await response.json()) as Answer['body']
  return { status: response.status, errors: shown(errors) }
}

/** With as few escapes as there can be: the line of a request has at most 16 KiB. */
async function byGet(query: string) {
  const response = await fetch(`${endpoint()}?query=${query.replaceAll(' ', '+')}`, { headers: HEADERS })
  const { errors } = (await response.json()) as Answer['body']
  return { status: response.status, errors: shown(errors) }
}

async function bySocket(query: string) {
  const socket = await RawSocket.connect(`${gateway.url}/public`)
  const { type, payload } = await socket.ask('1', query)
  await socket.close()
  return { type, errors: shown(payload as AnswerError[]) }
}

/** Of the gateway's process, in milliseconds. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  // Fields 14 and 15 of proc(5), in ticks of 10 ms; the name of the process is field 2.
  return (Number(fields[11]) + Number(fields[12])) * 10
}

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024
}

const pid = () => gateway.process.pid as number

describe.each(BOMBS)('a document with %s', (_what, fault, make) => {
  it('is refused with the same error by POST, by GET and over WebSocket', async () => {
    const posted = await byPost(make())
    expect(posted.status).toBe(400)
    expect(posted.errors?.[0]?.message).toMatch(fault)
    expect(posted.errors?.[0]?.extensions).toEqual({
      code: expect.stringMatching(/^GRAPHQL_(PARSE|VALIDATION)_FAILED$/),
    })
    expect(await byGet(make())).toEqual(posted)
    expect(await bySocket(make())).toEqual({ type: 'error', errors: posted.errors })
  })

  it(`takes less than ${CPU_MS} ms of CPU, taken over ${ROUNDS} of them`, async () => {
    for (const send of [byPost, byGet, bySocket]) {
      await send(make())
      const before = cpuOf(pid())
      for (let round = 0; round < ROUNDS; round += 1) await send(make())
      expect((cpuOf(pid()) - before) / ROUNDS).toBeLessThan(CPU_MS)
    }
  })
})

describe('many operations in one request', () => {
  it('are refused', async () => {
    const body = JSON.stringify(Array.from({ length: 100 }, () => ({ query: '{ __typename }' })))
    const before = cpuOf(pid())
    for (let round = 0; round < ROUNDS; round += 1) {
      const response = await fetch(endpoint(), { method: 'POST', headers: HEADERS, body })
      const { errors } = (await response.json()) as Answer['body']
      expect(response.status).toBe(400)
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }])
    }
    expect((cpuOf(pid()) - before) / ROUNDS).toBeLessThan(CPU_MS)
    const socket = await RawSocket.connect(`${gateway.url}/public`)
    socket.send({ type: 'subscribe', id: '1', payload: [{ query: '{ __typename }' }] })
    expect((await socket.closed).code).toBe(4400)
  })
})

describe('ten thousand of them', () => {
  const drop = async (count: number) => {
    const senders = Array.from({ length: 8 }, async (_, sender) => {
      for (let at = sender; at < count; at += 8) {
        const [, , make] = BOMBS[at % BOMBS.length] as (typeof BOMBS)[number]
        expect((await byPost(make())).status).toBe(400)
      }
    })
    await Promise.all(senders)
  }

  it(`leave the memory of the gateway as it was, within ${GROWTH_BYTES / MEGABYTE} MiB`, {
    timeout: 500_000,
  }, async () => {
    await drop(WARM_UP)
    const before = residentBytes(pid())
    await drop(10_000)
    const growth = residentBytes(pid()) - before
    expect(growth).toBeLessThan(GROWTH_BYTES)
    expect(
      (await fetch(endpoint(), { method: 'POST', headers: HEADERS, body: '{"query":"{ __typename }"}' })).status,
    ).toBe(200)
  })
})
