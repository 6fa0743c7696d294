import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addChef, type BookingScene, countRows, openBookingScene } from '../support/bookings.ts'
import { type GatewayProcess, secretsEnvironment, spawnGateway } from '../support/gateway-process.ts'
import { CREATE_BOOKING, type KeyedAnswer, newBooking, newKey, sendKeyed } from '../support/keyed.ts'
import { watchStatements } from '../support/sent-statements.ts'

const DUPLICATES = 1_000
const POOL_SIZE = 4

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene({ poolSize: POOL_SIZE })
})

afterAll(() => scene.gateway.stop())

/** Without personal data, of which each giving is written down first: that takes a connection, and 503 where there is none. */
const MUTATION = CREATE_BOOKING.replace('customer { name }', 'customer { id }')

/** The same request as often, at once, over all of these gateways in turn. */
async function sendDuplicates(urls: readonly string[], key: string, chefId: string): Promise<KeyedAnswer<unknown>[]> {
  const request = { query: MUTATION, variables: newBooking(scene, [chefId]), token: scene.manager.token, key }
  const sends = Array.from({ length: DUPLICATES }, (_, at) => sendKeyed(urls[at % urls.length] ?? '', request))
  return Promise.all(sends)
}

/** One made the booking; each of the others got its answer, or was told to come back for it. */
function expectOneAnswer(answers: readonly KeyedAnswer<unknown>[], key: string): void {
  const given = answers.filter(({ status }) => status === 200)
  const [first, ...more] = given.filter(({ extensions }) => extensions.idempotency?.replayed === false)
  expect(more).toEqual([])
  expect(first).toMatchObject({ data: { createBooking: { __typename: 'CreateBookingPayload' } } })
  expect(new Set(given.map(({ dataText }) => dataText))).toEqual(new Set([first?.dataText]))
  for (const { extensions, errors } of given) {
    expect(extensions.idempotency?.key).toBe(key)
    expect(errors).toBeUndefined()
  }
  for (const { status, retryAfter, data, errors } of answers.filter((answer) => !given.includes(answer))) {
    expect({ status, retryAfter, data, codes: errors?.map(({ extensions }) => extensions.code) }).toEqual({
      status: 409,
      retryAfter: '1',
      data: undefined,
      codes: ['IDEMPOTENCY_IN_PROGRESS'],
    })
  }
}

describe('a thousand of one request at once', () => {
  it('make one booking and one event, and take one connection: others are served meanwhile', async () => {
    const [key, chefId] = [newKey(), await addChef(scene)]
    const before = await countRows(scene)
    const { take } = watchStatements(scene.gateway.gateway.platform.pool)
    const query = '{ bookings(first: 1) { totalCount } }'
    const [answers, others] = await Promise.all([
      sendDuplicates([scene.gateway.url], key, chefId),
      Promise.all(
        Array.from({ length: 20 }, () => sendKeyed(scene.gateway.url, { query, token: scene.manager.token })),
      ),
    ])
    expectOneAnswer(answers, key)
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 200))
    expect(await countRows(scene)).toEqual({
      bookings: before.bookings + 1,
      items: before.items,
      allocations: before.allocations + 1,
      changes: before.changes + 1,
      events: before.events + 1,
    })
    // Those that came after the first was done found its answer in the database, one after the other.
    expect(take().filter((text) => /update .*idempotency_keys/i.test(text))).toHaveLength(1)
  })

  describe('over two gateways', () => {
    let second: GatewayProcess
    let dataDir: string

    beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'teppan-races-'))
      second = await spawnGateway({
        ...secretsEnvironment(scene.gateway.secrets),
        DATABASE_URL: scene.gateway.database.gatewayUrl,
        DATABASE_POOL_SIZE: String(POOL_SIZE),
        DATA_DIR: dataDir,
      })
    })

    afterAll(async () => {
      await second.kill()
      await rm(dataDir, { recursive: true, force: true })
    })

    it('make one booking and one event, whoever answers', async () => {
      const [key, chefId] = [newKey(), await addChef(scene)]
      const before = await countRows(scene)
      const answers = await sendDuplicates([scene.gateway.url, second.url], key, chefId)
      expectOneAnswer(answers, key)
      expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(1)
      const after = await countRows(scene)
      expect([after.bookings - before.bookings, after.events - before.events]).toEqual([1, 1])
    })
  })
})

describe('requests under one key that differ', () => {
  it('get one of them through: the others learn that the key is taken', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [key, chefId] = [newKey(), await addChef(scene)]
      const before = await countRows(scene)
      const answers = await Promise.all(
        [2, 3, 4, 5].map((adults) =>
          sendKeyed(scene.gateway.url, {
            query: CREATE_BOOKING,
            variables: newBooking(scene, [chefId], { adults }),
            token: scene.manager.token,
            key,
          }),
        ),
      )
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422, 422, 422])
      expect((await countRows(scene)).bookings).toBe(before.bookings + 1)
    }
  })
})
