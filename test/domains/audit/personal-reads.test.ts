import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addCustomerNote } from '#domains/customers/use-cases/add-customer-note.ts'
import { publicId } from '#graphql/ids.ts'
import type { Engine } from '#graphql/prepared-operations.ts'
import { addBooking, type BookingScene, openBookingScene, publicBooking } from '../../support/bookings.ts'
import { actAs, addCustomer, hire, type StaffMember, sceneViewer } from '../../support/business.ts'
import { withClient } from '../../support/database.ts'
import { settleLog } from '../../support/settled-log.ts'
import { openSocket } from '../../support/socket.ts'
import { waitFor } from '../../support/wait.ts'
import { type Access, takeAccesses } from './accesses.ts'

describe.each<Engine>(['jit', 'reference'])('a reading of personal data, executed by %s,', (engine) => {
  let scene: BookingScene
  let customer: string
  let booking: string
  let observer: StaffMember

  beforeAll(async () => {
    scene = await openBookingScene({ engine, poolSize: 2 })
    const { gateway, business } = scene
    customer = publicId('customer', scene.customerId)
    booking = publicBooking(await addBooking(scene, { venueAddress: '77 Marzipan Terrace' }))
    const context = actAs(gateway, sceneViewer(business))
    await addCustomerNote(context, { customerId: scene.customerId, body: 'Likes tea', pinned: false })
    observer = await hire(gateway, business, 'OBSERVER')
  })
  beforeEach(() => takeAccesses(scene.gateway))
  afterAll(() => scene.gateway.stop())

  const access = (fields: string[], requestId: unknown, operation: string | null = null): Access => ({
    customerId: scene.customerId,
    stationId: scene.stationId,
    fields,
    actorKind: 'USER',
    actorId: scene.manager.userId,
    operation,
    requestId: requestId as string,
  })
  const send = (query: string, variables: object = {}, token = scene.manager.token) =>
    scene.gateway.send(query, variables, token)

  it('is written down once for each customer, with all that was opened, when the answer is there', async () => {
    const other = publicId('customer', await addSecond())
    const { body } = await send(
      `query Everything($id: ID!, $booking: ID!, $other: ID!) {
        customer(id: $id) { name again: name email notes(first: 5) { nodes { body } } }
        booking(id: $booking) { venueAddress customer { phone } }
        other: customer(id: $other) { email name } }`,
      { id: customer, booking, other },
    )
    expect(body.errors).toBeUndefined()
    const requestId = body.extensions?.requestId
    const accesses = await takeAccesses(scene.gateway)
    expect(accesses.map(({ fields, ...rest }) => ({ ...rest, fields: fields.toSorted() }))).toEqual(
      [
        // There is no e-mail address and no phone number to read.
        access(['NAME', 'NOTE', 'VENUE_ADDRESS'], requestId, 'Everything'),
        { ...access(['EMAIL', 'NAME'], requestId, 'Everything'), customerId: expect.any(String) },
      ].toSorted((one, two) => (one.fields.length < two.fields.length ? 1 : -1)),
    )
  })

  async function addSecond(): Promise<string> {
    const id = await addCustomer(scene.gateway, scene.business, { name: 'Eve', email: 'eve@example.com' })
    const [row] = await scene.gateway.sql<{ id: string }>('select id from customers.customers order by id desc limit 1')
    expect(publicId('customer', row?.id ?? '')).toBe(id)
    return row?.id ?? ''
  }

  it('costs one statement more, in a transaction of its own, however many there are', async () => {
    const { gateway } = scene
    gateway.takeStatements()
    await send('{ customers(first: 100) { nodes { id tags } } }')
    expect(gateway.takeStatements()).toHaveLength(3)
    await send('{ customers(first: 100) { nodes { id tags name } } }')
    const statements = gateway.takeStatements()
    expect(statements.map((text) => text.slice(0, 20))).toEqual([
      expect.stringContaining('BEGIN ISOLATION'),
      expect.stringContaining('select page'),
      'COMMIT',
      expect.stringContaining('BEGIN; SET LOCAL'),
      'insert into audit.pi',
      'COMMIT',
    ])
    const [count] = await gateway.sql<{ count: number }>('select count(*)::int as count from customers.customers')
    expect(await takeAccesses(gateway)).toHaveLength(count?.count ?? 0)
  })

  it('of somebody who may not read is none, and neither is one of what is not sealed', async () => {
    const { body } = await send(
      'query ($id: ID!) { customer(id: $id) { name tags } }',
      { id: customer },
      observer.token,
    )
    expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    await send('query ($id: ID!) { customer(id: $id) { id tags source email } }', { id: customer })
    expect(await takeAccesses(scene.gateway)).toEqual([])
  })

  it('in the payload of a mutation is one, once for all of its fields', async () => {
    const { body } = await send(
      `mutation Note($input: AddCustomerNoteInput!) {
        one: addCustomerNote(input: $input) { ... on AddCustomerNotePayload { customer { name } } }
        two: addCustomerNote(input: $input) { ... on AddCustomerNotePayload { customer { name } } } }`,
      { input: { customerId: customer, body: 'Again' } },
    )
    expect(await takeAccesses(scene.gateway)).toEqual([access(['NAME'], body.extensions?.requestId, 'Note')])
  })

  it('under an idempotency key is one each time that the answer is given', async () => {
    const body = JSON.stringify({
      query: `mutation Once($input: AddCustomerNoteInput!) {
        addCustomerNote(input: $input) { ... on AddCustomerNotePayload { customer { name } } } }`,
      variables: { input: { customerId: customer, body: 'Once' } },
    })
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${scene.manager.token}`,
      'idempotency-key': `read-${engine}-00000001`,
    }
    const first = await scene.gateway.request({ method: 'POST', headers, body })
    expect(await takeAccesses(scene.gateway)).toEqual([access(['NAME'], first.body.extensions?.requestId, 'Once')])
    const again = await scene.gateway.request({ method: 'POST', headers, body })
    expect(again.body.data).toEqual(first.body.data)
    expect(again.body.extensions).toMatchObject({ idempotency: { replayed: true } })
    expect(await takeAccesses(scene.gateway)).toEqual([access(['NAME'], again.body.extensions?.requestId, 'Once')])
  })

  it('in a dry run is one: the data were given out', async () => {
    await send(
      `mutation Trial($input: AddCustomerNoteInput!) @dryRun {
        addCustomerNote(input: $input) { ... on AddCustomerNotePayload { customer { name } } } }`,
      { input: { customerId: customer, body: 'Never' } },
    )
    expect((await takeAccesses(scene.gateway)).map(({ fields, operation }) => [fields, operation])).toEqual([
      [['NAME'], 'Trial'],
    ])
  })

  it('over a socket is one as well, and so is each event', async () => {
    const { gateway, manager, stationId } = scene
    const socket = openSocket(gateway.url, manager.token)
    const asked = socket.subscribe('query Asked($id: ID!) { customer(id: $id) { name } }', { id: customer })
    expect((await asked.next()).data).toEqual({ customer: { name: 'Ada Example' } })
    const [access] = await takeAccesses(gateway)
    expect(access).toMatchObject({ operation: 'Asked', fields: ['NAME'], customerId: scene.customerId })

    await settleLog(gateway)
    const alerts = socket.subscribe(`subscription Alerts { escalationAlerts {
      ... on EscalationAlert { escalation { customer { name } } } } }`)
    await alerts.next()
    const input = { stationId: publicId('station', stationId), customerId: customer, reason: 'OTHER', summary: 'S' }
    for (let count = 1; count <= 2; count += 1) {
      await send('mutation ($input: CreateEscalationInput!) { createEscalation(input: $input) { __typename } }', {
        input,
      })
      expect((await alerts.next()).data).toEqual({
        escalationAlerts: { escalation: { customer: { name: 'Ada Example' } } },
      })
      expect((await takeAccesses(gateway)).map(({ operation, fields }) => [operation, fields])).toEqual([
        ['Alerts', ['NAME']],
      ])
    }
    await socket.close()
  })

  it('by many at once on few connections is written down for each of them', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => send('query ($id: ID!) { customer(id: $id) { name } }', { id: customer })),
    )
    for (const { body } of answers) expect(body.data).toEqual({ customer: { name: 'Ada Example' } })
    const requestIds = answers.map(({ body }) => body.extensions?.requestId).toSorted()
    expect((await takeAccesses(scene.gateway)).map(({ requestId }) => requestId).toSorted()).toEqual(requestIds)
  })
})

describe('the answer', () => {
  let scene: BookingScene
  let customer: string
  const READ = 'query ($id: ID!) { customer(id: $id) { name } }'

  beforeAll(async () => {
    scene = await openBookingScene()
    customer = publicId('customer', scene.customerId)
  })
  afterAll(() => scene.gateway.stop())

  it('waits until it is committed who is given personal data', async () => {
    const { gateway, manager } = scene
    await withClient(gateway.database.adminUrl, async (holder) => {
      await holder.query('begin; lock table audit.pii_accesses in share mode')
      let answered = false
      const asking = gateway.send(READ, { id: customer }, manager.token).finally(() => {
        answered = true
      })
      await waitFor('the record waits', async () => {
        // Not by the holder: a transaction sees one state of the others all the time.
        const waiting = await gateway.sql(
          `select from pg_stat_activity where wait_event_type = 'Lock' and query like 'insert into audit.pii_accesses%'`,
        )
        return waiting.length === 1
      })
      expect(answered).toBe(false)
      await holder.query('commit')
      expect((await asking).body.data).toEqual({ customer: { name: 'Ada Example' } })
    })
    expect(await takeAccesses(gateway)).toHaveLength(1)
  })

  describe('when it cannot be written down', () => {
    beforeAll(() => scene.gateway.sql('revoke insert on audit.pii_accesses from teppan_gateway'))
    afterAll(() => scene.gateway.sql('grant insert on audit.pii_accesses to teppan_gateway'))

    const expectHeldBack = (answer: Awaited<ReturnType<typeof scene.gateway.send>>, advice: string) => {
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1'])
      expect(answer.body.data).toBeUndefined()
      expect(answer.body.errors).toEqual([
        {
          message: `It could not be written down who was given personal data, so the answer is held back. ${advice}`,
          extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: 1, requestId: expect.any(String) },
        },
      ])
    }

    it('is held back, all of it, and the reason stands in the log', async () => {
      scene.gateway.takeLog()
      const answer = await scene.gateway.send(READ, { id: customer }, scene.manager.token)
      expectHeldBack(answer, 'Try again.')
      const errors = scene.gateway.takeLog().filter(({ level }) => level === 'error')
      expect(errors.map(({ fields, message }) => [fields.requestId, message])).toEqual([
        [answer.body.extensions?.requestId, 'personal data were held back: their reading was not recorded'],
      ])
    })

    it('of a mutation says that it may have been done', async () => {
      const answer = await scene.gateway.send(
        `mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) {
          ... on UpdateCustomerPayload { customer { name } } } }`,
        { input: { customerId: customer, expectedVersion: 1, source: 'web' } },
        scene.manager.token,
      )
      const advice = 'read the current state, or try again with the same idempotency key.'
      expectHeldBack(answer, `What was asked for may have been done: ${advice}`)
      expect(
        await scene.gateway.sql('select source from customers.customers where id = $1', [scene.customerId]),
      ).toEqual([{ source: 'web' }])
    })

    it('under a key is held back also when it comes again', async () => {
      const init = {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${scene.manager.token}`,
          'idempotency-key': 'held-back-00000001',
        },
        body: JSON.stringify({
          query: `mutation ($input: AddCustomerNoteInput!) { addCustomerNote(input: $input) {
            ... on AddCustomerNotePayload { customer { name } } } }`,
          variables: { input: { customerId: customer, body: 'Once' } },
        }),
      }
      for (let time = 1; time <= 2; time += 1) expect((await scene.gateway.request(init)).status).toBe(503)
      expect(await scene.gateway.sql('select from customers.customer_notes')).toHaveLength(1)
      await scene.gateway.sql('grant insert on audit.pii_accesses to teppan_gateway')
      const { body } = await scene.gateway.request(init)
      await scene.gateway.sql('revoke insert on audit.pii_accesses from teppan_gateway')
      expect(body.data).toEqual({ addCustomerNote: { customer: { name: 'Ada Example' } } })
      expect(body.extensions).toMatchObject({ idempotency: { replayed: true } })
    })

    it('is given when there is nothing personal in it', async () => {
      const { status, body } = await scene.gateway.send(
        'query ($id: ID!) { customer(id: $id) { source } }',
        { id: customer },
        scene.manager.token,
      )
      expect([status, body.data]).toEqual([200, { customer: { source: 'web' } }])
    })
  })
})
