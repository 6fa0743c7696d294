import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mutationOptions } from '#graphql/mutation-options.ts'
import { encodeTypeId } from '#kernel/type-id.ts'
import { newId } from '#platform/new-id.ts'
import { schema } from '../architecture/schema-elements.ts'
import { addBooking, addChef, type BookingScene, openBookingScene, publicBooking } from '../support/bookings.ts'
import { hire } from '../support/business.ts'
import { CREATE_BOOKING, type Keyed, newBooking, sendKeyed } from '../support/keyed.ts'
import { mutationSamples } from '../support/mutation-samples.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { settleLog } from '../support/settled-log.ts'
import { openSocket } from '../support/socket.ts'
import { checksumTables } from '../support/table-checksums.ts'
import { waitFor } from '../support/wait.ts'

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

const send = ({ token = scene.manager.token, ...request }: Keyed) => sendKeyed(scene.gateway.url, { token, ...request })

/** The same mutation, only tried out. */
function tried<Request extends { query: string }>(request: Request): Request {
  return { ...request, query: request.query.replace(/\{/, '@dryRun {') }
}

/** Everything, but for ids and the ends of holds, which are made anew each time. */
function comparable(value: unknown): unknown {
  const text = JSON.stringify(value)
  return JSON.parse(
    text
      .replaceAll(/"holdExpiresAt":"[^"]+"/g, '"holdExpiresAt":"…"')
      .replaceAll(/"([a-z]+_[0-7][0-9a-hjkmnp-tv-z]{25}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})"/g, '"…"'),
  )
}

const names = Object.keys(schema.getMutationType()?.getFields() ?? {})
const triable = names.filter((name) => mutationOptions(schema, name).ownTransactions === undefined)

describe('a dry run', () => {
  it('is there for every mutation but those with transactions of their own, and a sample for each', () => {
    expect(triable.length).toBeGreaterThan(10)
    expect(Object.keys(mutationSamples).sort()).toEqual(triable.sort())
  })

  it.each(Object.keys(mutationSamples))(
    'of %s says what it would do, changes nothing in any table, and is then done just so',
    async (name) => {
      const { events: types, ...request } = (await mutationSamples[name]?.(scene)) ?? { query: '', events: [] }
      await send({ query: '{ viewer { permissions } }', ...(request.token && { token: request.token }) })
      const before = await settledChecksums()
      const lastChanges = await newestChanges()
      const dry = await send(tried(request))
      expect(await newestChanges()).toEqual(lastChanges)
      expect(await checksumTables(scene.gateway)).toEqual(before)
      expect(dry).toMatchObject({ status: 200, errors: undefined })
      expect(dry.extensions.dryRun?.events.map(({ type }) => type)).toEqual(types)

      const real = await send(request)
      expect(real.errors).toBeUndefined()
      expect(comparable(dry.data)).toEqual(comparable(real.data))
      expect(comparable(dry.extensions.dryRun?.events)).toEqual(comparable(await newestEvents(types.length)))
    },
  )

  /** Once nothing of what was asked for before is still being written. */
  async function settledChecksums() {
    const unsent = 'select id from identity.invitations where sent_at is null'
    await waitFor('invitations to be sent', async () => (await scene.gateway.sql(unsent)).length === 0)
    let sums = await checksumTables(scene.gateway)
    await waitFor('the tables to stay as they are', async () => {
      const earlier = sums
      sums = await checksumTables(scene.gateway)
      return JSON.stringify(sums) === JSON.stringify(earlier)
    })
    return sums
  }

  /** Tells what was changed, where checksums only tell that something was. */
  function newestChanges() {
    return scene.gateway.sql(
      `select id, table_name, operation, actor_name, request_id, old_values, new_values
       from audit.row_changes order by changed_at desc, id limit 3`,
    )
  }

  function newestEvents(count: number) {
    return scene.gateway.sql(
      `select type, subject, payload from (
         select type, aggregate_id as subject, payload, position from events.domain_events order by position desc limit $1
       ) as newest order by position`,
      [count],
    )
  }
})

describe('the answer of a dry run', () => {
  it('marks what will not last, and no id in it is one of the database', async () => {
    const chefId = await addChef(scene)
    const { data, extensions } = await send(tried({ query: CREATE_BOOKING, variables: newBooking(scene, [chefId]) }))
    const { booking } = data?.createBooking ?? {}
    const { id } = booking as { id: string }
    expect(extensions.dryRun).toEqual({
      notice: 'Nothing of this has happened: ids, numbers and times that were made on the way do not last.',
      provisionalIds: [id],
      events: [
        {
          type: 'booking.created',
          subject: id,
          payload: {
            customerId: encodeTypeId('customer', scene.customerId),
            from: null,
            to: 'PENDING',
            startsAt: '2093-06-20T22:00:00.000Z',
            endsAt: '2093-06-21T02:00:00.000Z',
            resourceIds: [encodeTypeId('resource', chefId)],
          },
        },
      ],
    })
    expect(await send({ query: 'query ($id: ID!) { booking(id: $id) { id } }', variables: { id } })).toMatchObject({
      data: { booking: null },
    })
  })

  it('is that of one operation: what comes later sees what came before', async () => {
    const chefId = await addChef(scene)
    const bookingId = publicBooking(await addBooking(scene, { resourceIds: [chefId] }))
    const query = `mutation ($input: CreateBookingInput!, $id: ID!) @dryRun {
      taken: createBooking(input: $input) { ... on UserError { code } }
      cancelBooking(input: { bookingId: $id, expectedVersion: 1, by: STAFF }) { ... on CancelBookingPayload { booking { status } } }
      createBooking(input: $input) { ... on CreateBookingPayload { booking { status } } } }`
    const { data, extensions } = await send({ query, variables: { ...newBooking(scene, [chefId]), id: bookingId } })
    expect(data).toEqual({
      taken: { code: 'SLOT_TAKEN' },
      cancelBooking: { booking: { status: 'CANCELLED' } },
      createBooking: { booking: { status: 'PENDING' } },
    })
    expect(extensions.dryRun?.events.map(({ type }) => type)).toEqual(['booking.cancelled', 'booking.created'])
    expect(extensions.dryRun?.provisionalIds).toHaveLength(1)
  })

  it('is the same over a socket', async () => {
    const chefId = await addChef(scene)
    const socket = await RawSocket.connect(scene.gateway.url, scene.manager.token)
    const { query, variables } = tried({ query: CREATE_BOOKING, variables: newBooking(scene, [chefId]) })
    expect(await socket.ask('1', query, { variables })).toMatchObject({
      payload: {
        data: { createBooking: { booking: { version: 1 } } },
        extensions: { dryRun: { events: [{ type: 'booking.created' }] } },
      },
    })
    await socket.close()
  })

  it('is the refusal that the real one would get, and then nothing would be told', async () => {
    const chefId = await addChef(scene)
    const bookingId = publicBooking(await addBooking(scene, { resourceIds: [chefId] }))
    const cancel = `mutation ($input: CancelBookingInput!) { cancelBooking(input: $input) {
      __typename ... on UserError { code message path } ... on VersionConflictError { currentVersion } } }`
    const confirm = `mutation ($input: ConfirmBookingInput!) { confirmBooking(input: $input) {
      __typename ... on UserError { code message path } ... on InvalidTransitionError { from to } } }`
    const observer = await hire(scene.gateway, scene.business, 'OBSERVER')
    const gone = publicBooking(await addBooking(scene))
    await send({ query: cancel, variables: { input: { bookingId: gone, expectedVersion: 1, by: 'STAFF' } } })
    const refused: [string, Keyed][] = [
      ['SLOT_TAKEN', { query: CREATE_BOOKING, variables: newBooking(scene, [chefId]) }],
      ['VALIDATION_FAILED', { query: CREATE_BOOKING, variables: newBooking(scene, [], { adults: 0 }) }],
      ['NOT_FOUND', { query: CREATE_BOOKING, variables: newBooking(scene, [newId()]) }],
      ['VERSION_CONFLICT', { query: cancel, variables: { input: { bookingId, expectedVersion: 7, by: 'STAFF' } } }],
      ['INVALID_TRANSITION', { query: confirm, variables: { input: { bookingId: gone, expectedVersion: 2 } } }],
      ['FORBIDDEN', { query: CREATE_BOOKING, variables: newBooking(scene, []), token: observer.token }],
      ['BAD_USER_INPUT', { query: CREATE_BOOKING, variables: {} }],
    ]
    const before = await checksumTables(scene.gateway)
    for (const [code, request] of refused) {
      const dry = await send(tried(request))
      const real = await send(request)
      expect(JSON.stringify([real.data, real.errors])).toContain(`"${code}"`)
      expect([dry.status, dry.data]).toEqual([real.status, real.data])
      const reasons = ({ errors }: typeof real) =>
        errors?.map(({ message, path, extensions }) => [message, path, extensions.code])
      expect(reasons(dry)).toEqual(reasons(real))
      expect(dry.extensions.dryRun?.events).toEqual([])
    }
    expect(await checksumTables(scene.gateway)).toEqual(before)
  })
})

describe('what only a real mutation does', () => {
  it('is to wake those who listen', async () => {
    const { query, variables } = (await mutationSamples.createEscalation?.(scene)) ?? { query: '' }
    await settleLog(scene.gateway)
    const socket = openSocket(scene.gateway.url, scene.manager.token)
    const alerts = socket.subscribe<{ escalationAlerts: { __typename: string; escalation?: { id: string } } }>(
      'subscription { escalationAlerts { __typename ... on EscalationAlert { escalation { id } } } }',
    )
    expect((await alerts.next()).data?.escalationAlerts.__typename).toBe('CaughtUp')
    await send({ ...tried({ query }), ...(variables && { variables }) })
    const { data } = await send({ query, ...(variables && { variables }) })
    const { escalation } = data?.createEscalation ?? {}
    expect((await alerts.next()).data?.escalationAlerts).toEqual({
      __typename: 'EscalationAlert',
      escalation: { id: (escalation as { id: string }).id },
    })
    expect(alerts.waiting).toEqual([])
    await socket.close()
  })
})

describe('@dryRun is refused', () => {
  it.each<[string, string, string]>([
    ['on a query', 'query @dryRun { viewer { permissions } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['on a field', 'mutation { signOut @dryRun { ended } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'for signing in, which counts what fails',
      'mutation @dryRun { signIn(input: { email: "a@example.com", password: "x" }) { __typename } }',
      'BAD_USER_INPUT',
    ],
    [
      'for signing in by an identity provider, which counts what fails',
      'mutation @dryRun { signInWithIdentityProvider(input: { provider: "acme", idToken: "x" }) { __typename } }',
      'BAD_USER_INPUT',
    ],
    [
      'for refreshing a session, which ends one although it refuses',
      'mutation @dryRun { refreshSession(input: { refreshToken: "x" }) { __typename } }',
      'BAD_USER_INPUT',
    ],
  ])('%s', async (_where, query, code) => {
    const before = await checksumTables(scene.gateway)
    expect(await send({ query })).toMatchObject({ status: 400, data: undefined, errors: [{ extensions: { code } }] })
    expect(await checksumTables(scene.gateway)).toEqual(before)
  })
})
