import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelBooking } from '#domains/bookings/use-cases/cancel-booking.ts'
import { publicId } from '#graphql/ids.ts'
import { decodeTypeId } from '#kernel/type-id.ts'
import { anyCost } from '../support/allowances.ts'
import {
  addChef,
  asGateway,
  type BookingScene,
  countRows,
  hireWith,
  openBookingScene,
  publicBooking,
} from '../support/bookings.ts'
import { createBusiness, hire, type StaffMember } from '../support/business.ts'
import { CREATE_BOOKING, type Keyed, newBooking, newKey, sendKeyed } from '../support/keyed.ts'
import { RawSocket } from '../support/raw-socket.ts'

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

const send = (request: Keyed) => sendKeyed(scene.gateway.url, { token: scene.manager.token, ...request })

/** A booking of this chef under this key. */
const book = (key: string, chefId: string, fields: object = {}, token = scene.manager.token) =>
  send({ query: CREATE_BOOKING, variables: newBooking(scene, [chefId], fields), key, token })

const countKeys = async () =>
  (await scene.gateway.sql<{ count: number }>('select count(*)::int from events.idempotency_keys'))[0]?.count

/** Runs the check, after which the tables hold so many bookings and answers more. */
async function expectGrowth(bookings: number, keys: number, check: () => Promise<void>): Promise<void> {
  const before = { ...(await countRows(scene)), keys: await countKeys() }
  await check()
  expect({ ...(await countRows(scene)), keys: await countKeys() }).toEqual({
    ...before,
    bookings: before.bookings + bookings,
    allocations: before.allocations + bookings,
    changes: before.changes + bookings,
    events: before.events + bookings,
    keys: (before.keys ?? 0) + keys,
  })
}

describe('a mutation with an idempotency key', () => {
  it('happens once, and is answered the same whenever it is sent again', async () => {
    const [key, chefId] = [newKey(), await addChef(scene)]
    await expectGrowth(1, 1, async () => {
      const first = await book(key, chefId)
      expect(first).toMatchObject({
        status: 200,
        data: { createBooking: { __typename: 'CreateBookingPayload', booking: { version: 1 } } },
        errors: undefined,
        extensions: { idempotency: { key, replayed: false } },
      })
      for (const again of [await book(key, chefId), await book(`"${key}"`, chefId)]) {
        expect(again).toMatchObject({ status: 200, errors: undefined, dataText: first.dataText })
        expect(again.extensions).toEqual({
          requestId: expect.not.stringMatching(first.extensions.requestId),
          idempotency: { key, replayed: true },
          cost: anyCost,
        })
      }
    })
  })

  it('is the same over HTTP and over a socket, with the key in the extensions of the request', async () => {
    const [key, chefId] = [newKey(), await addChef(scene)]
    await expectGrowth(1, 1, async () => {
      const extensions = { idempotencyKey: key }
      const variables = newBooking(scene, [chefId])
      const socket = await RawSocket.connect(scene.gateway.url, scene.manager.token)
      const overSocket = await socket.ask('1', CREATE_BOOKING, { variables, extensions })
      const { data } = await send({ query: CREATE_BOOKING, variables, extensions })
      expect(overSocket).toMatchObject({ payload: { data, extensions: { idempotency: { key, replayed: false } } } })
      expect(await socket.ask('2', CREATE_BOOKING, { variables, extensions })).toMatchObject({
        payload: { data, extensions: { idempotency: { key, replayed: true } } },
      })
      await socket.close()
    })
  })

  it('is the same whatever its layout and the order of its variables', async () => {
    const [key, chefId] = [newKey(), await addChef(scene)]
    await book(key, chefId)
    const { input } = newBooking(scene, [chefId])
    const turned = Object.fromEntries(Object.entries(input).reverse())
    const query = CREATE_BOOKING.replaceAll(/\s+/g, ' ')
    expect((await send({ query, variables: { input: turned }, key })).extensions.idempotency?.replayed).toBe(true)
  })

  it('is refused when the key was another request’s, and nothing happens', async () => {
    const [key, chefId, otherId] = [newKey(), await addChef(scene), await addChef(scene)]
    await book(key, chefId)
    await expectGrowth(0, 0, async () => {
      const refused = [
        await book(key, otherId),
        await book(key, chefId, { adults: 3 }),
        await send({ query: CREATE_BOOKING.replace('version', ''), variables: newBooking(scene, [chefId]), key }),
      ]
      for (const answer of refused) {
        expect(answer).toMatchObject({
          status: 422,
          data: undefined,
          errors: [{ extensions: { code: 'IDEMPOTENCY_KEY_REUSED' } }],
        })
        expect(answer.extensions).not.toHaveProperty('idempotency')
      }
    })
    expect((await book(key, chefId)).extensions.idempotency?.replayed).toBe(true)
  })

  it('has a key of its sender’s own: somebody else’s is another one, and so is theirs of another station', async () => {
    const [key, chefId] = [newKey(), await addChef(scene)]
    const colleague = await hire(scene.gateway, scene.business, 'STATION_MANAGER')
    const stranger = await hire(scene.gateway, await createBusiness(scene.gateway), 'STATION_MANAGER')
    await expectGrowth(1, 3, async () => {
      const first = await book(key, chefId)
      const others = [await book(key, chefId, {}, colleague.token), await book(key, chefId, {}, stranger.token)]
      expect(others).toMatchObject([
        { data: { createBooking: { code: 'SLOT_TAKEN' } }, extensions: { idempotency: { key, replayed: false } } },
        { data: { createBooking: { code: 'NOT_FOUND' } }, extensions: { idempotency: { key, replayed: false } } },
      ])
      expect((await book(key, chefId)).dataText).toBe(first.dataText)
    })
  })

  it('leaves nothing of a person to read in the database', async () => {
    const query = `mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) {
      ... on CreateCustomerPayload { customer { name email phone } } } }`
    const person = { name: 'Wilhelmina Sentinel', email: 'wilhelmina@sentinel.example', phone: '+12125550147' }
    const input = { stationId: publicId('station', scene.stationId), ...person }
    const key = newKey()
    for (const replayed of [false, true]) {
      const answer = await send({ query, variables: { input }, key })
      expect(answer).toMatchObject({ data: { createCustomer: { customer: person } } })
      expect(answer.extensions.idempotency).toEqual({ key, replayed })
    }
    const rows = await scene.gateway.sql<{ text: string; answer: Buffer }>(
      'select key::text as text, answer_enc as answer from events.idempotency_keys as key',
    )
    const text = rows.map((row) => row.text + row.answer.toString('latin1')).join('\n')
    expect(rows.length).toBeGreaterThan(0)
    for (const mark of [...Object.values(person), 'Wilhelmina', 'customer', key]) expect(text).not.toContain(mark)
    for (const mark of Object.values(person)) expect(text).not.toContain(Buffer.from(mark).toString('hex'))
  })
})

describe('what is kept', () => {
  it('is a refusal of the business, even when it would no longer be refused', async () => {
    const [key, chefId] = [newKey(), await addChef(scene)]
    const taken = await book(newKey(), chefId)
    await expectGrowth(0, 1, async () => {
      const refused = await book(key, chefId)
      expect(refused.data).toMatchObject({ createBooking: { __typename: 'SlotTakenError', code: 'SLOT_TAKEN' } })
      expect(refused.extensions.idempotency).toEqual({ key, replayed: false })
    })
    const bookingId = decodeTypeId('booking', bookingIn(taken)) ?? ''
    await cancelBooking(asGateway(scene), { bookingId, expectedVersion: 1, by: 'STAFF' })
    const again = await book(key, chefId)
    expect(again.data).toMatchObject({ createBooking: { code: 'SLOT_TAKEN' } })
    expect(again.extensions.idempotency).toEqual({ key, replayed: true })
    expect((await book(newKey(), chefId)).data).toMatchObject({ createBooking: { booking: { version: 1 } } })
  })

  it('is an answer of which the viewer may not have a part, as without a key', async () => {
    const [key, chefId] = [newKey(), await addChef(scene)]
    const member = await hireWith(scene, [
      'bookings:booking:create',
      'bookings:booking:read',
      'customers:customer:read',
    ])
    await expectGrowth(1, 1, async () => {
      const answers = [await book(key, chefId, {}, member.token), await book(key, chefId, {}, member.token)]
      for (const [at, answer] of answers.entries()) {
        expect(answer).toMatchObject({
          status: 200,
          dataText: answers[0]?.dataText,
          data: { createBooking: { booking: { customer: { name: null } } } },
          errors: [
            {
              path: ['createBooking', 'booking', 'customer', 'name'],
              extensions: { code: 'FORBIDDEN', requestId: answer.extensions.requestId },
            },
          ],
          extensions: { idempotency: { key, replayed: at > 0 } },
        })
      }
    })
  })

  it('is the end of a session, which was decided through the sign-in door', async () => {
    const member = await hire(scene.gateway, scene.business, 'OBSERVER')
    const signOut = { query: 'mutation { signOut { ended } }', token: member.token, key: newKey() }
    expect(await send(signOut)).toMatchObject({ data: { signOut: { ended: true } } })
    const [session] = await scene.gateway.sql<{ revoked: boolean }>(
      'select revoked_at is not null as revoked from identity.sessions where user_id = $1',
      [member.userId],
    )
    expect(session).toEqual({ revoked: true })
  })
})

describe('what is not kept, and leaves the key free', () => {
  /** Sends what is not kept, then what is, under one key. */
  async function expectNotKept(fields: object, expected: object): Promise<void> {
    const [key, chefId] = [newKey(), await addChef(scene)]
    await expectGrowth(0, 0, async () => {
      const answer = await book(key, chefId, fields)
      expect(answer).toMatchObject(expected)
      expect(answer.extensions).not.toHaveProperty('idempotency')
    })
    await expectGrowth(1, 1, async () => {
      expect((await book(key, chefId)).extensions.idempotency).toEqual({ key, replayed: false })
    })
  }

  it.each<[string, object, object]>([
    ['input that breaks a rule', { adults: 0 }, { data: { createBooking: { code: 'VALIDATION_FAILED' } } }],
    ['an id that is none', { customerId: 'x' }, { data: { createBooking: { code: 'VALIDATION_FAILED' } } }],
    [
      'an id of something else',
      { customerId: publicBooking('01980000-0000-7000-8000-000000000000') },
      { data: { createBooking: { code: 'NOT_FOUND' } } },
    ],
    [
      'variables that do not fit',
      { adults: 'two' },
      { status: 400, data: undefined, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    ],
  ])('is an answer to %s', async (_what, fields, expected) => {
    await expectNotKept(fields, expected)
  })

  it('is an answer to somebody without the permission', async () => {
    const observer = await hire(scene.gateway, scene.business, 'OBSERVER')
    const expected = { status: 403, data: null, errors: [{ extensions: { code: 'FORBIDDEN' } }] }
    const [key, chefId] = [newKey(), await addChef(scene)]
    await expectGrowth(0, 0, async () => {
      for (const _ of [1, 2]) expect(await book(key, chefId, {}, observer.token)).toMatchObject(expected)
    })
  })

  it('is an answer to nobody: a key belongs to whoever has signed in', async () => {
    await expectGrowth(0, 0, async () => {
      const variables = newBooking(scene, [])
      expect(await sendKeyed(scene.gateway.url, { query: CREATE_BOOKING, variables, key: newKey() })).toMatchObject({
        status: 401,
        errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
      })
    })
  })

  it('is an answer of which something is missing through a defect: then nothing has happened', async () => {
    const chefId = await addChef(scene)
    const query = CREATE_BOOKING.replace('{ name } chefs', '{ name notes(first: 1) { totalCount } } chefs')
    await scene.gateway.sql('revoke select on customers.customer_notes from teppan_gateway')
    const key = newKey()
    try {
      await expectGrowth(0, 0, async () => {
        const answer = await send({ query, variables: newBooking(scene, [chefId]), key })
        expect(answer).toMatchObject({ data: null, errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] })
        expect(answer.extensions).not.toHaveProperty('idempotency')
      })
    } finally {
      await scene.gateway.sql('grant select on customers.customer_notes to teppan_gateway')
    }
    await expectGrowth(1, 1, async () => {
      const answer = await send({ query, variables: newBooking(scene, [chefId]), key })
      expect(answer.extensions.idempotency).toEqual({ key, replayed: false })
    })
  })
})

describe('a key that is no key, or stands where none belongs', () => {
  let member: StaffMember

  beforeAll(async () => {
    member = await hire(scene.gateway, scene.business, 'STATION_MANAGER')
  })

  const cases: [string, () => Keyed][] = [
    ['a key that is too short', () => ({ query: CREATE_BOOKING, variables: newBooking(scene, []), key: 'short' })],
    ['two keys', () => ({ query: CREATE_BOOKING, variables: newBooking(scene, []), key: 'first-key, second-key' })],
    ['a query', () => ({ query: '{ viewer { permissions } }', key: newKey() })],
    ['two mutations', () => ({ query: 'mutation { a: signOut { ended } b: signOut { ended } }', key: newKey() })],
    [
      'signing in',
      () => ({
        query: 'mutation { signIn(input: { email: "a@example.com", password: "correct horse" }) { __typename } }',
        key: newKey(),
      }),
    ],
    [
      'signing in by an identity provider',
      () => ({
        query: 'mutation { signInWithIdentityProvider(input: { provider: "acme", idToken: "x" }) { __typename } }',
        key: newKey(),
      }),
    ],
    [
      'refreshing a session',
      () => ({
        query: `mutation ($token: String!) { refreshSession(input: { refreshToken: $token }) { __typename } }`,
        variables: { token: member.refreshToken },
        key: newKey(),
      }),
    ],
  ]

  it.each(cases)('is refused: %s', async (_what, request) => {
    await expectGrowth(0, 0, async () => {
      expect(await send({ ...request(), token: member.token })).toMatchObject({
        status: 400,
        data: undefined,
        errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
      })
    })
    expect(await send({ query: '{ viewer { permissions } }', token: member.token })).toMatchObject({ status: 200 })
  })

  it('is refused over a socket as well, also for a subscription', async () => {
    const socket = await RawSocket.connect(scene.gateway.url, member.token)
    const extensions = { idempotencyKey: newKey() }
    expect(await socket.ask('1', '{ viewer { permissions } }', { extensions })).toMatchObject({
      payload: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    })
    expect(await socket.ask('2', 'subscription { escalationAlerts { __typename } }', { extensions })).toMatchObject({
      type: 'error',
      payload: [{ message: 'Only a mutation takes an idempotency key.', extensions: { code: 'BAD_USER_INPUT' } }],
    })
    await socket.close()
  })

  it('is refused with GET', async () => {
    const headers = { 'apollo-require-preflight': '1', 'idempotency-key': newKey() }
    expect(await scene.gateway.request({ headers }, '?query={__typename}')).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    })
  })
})

function bookingIn({ data }: Awaited<ReturnType<typeof book>>): string {
  const payload = data?.createBooking as { booking?: { id: string } } | undefined
  return payload?.booking?.id ?? ''
}
