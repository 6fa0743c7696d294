import type { FormattedExecutionResult } from 'graphql'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createEscalation } from '#domains/support/use-cases/create-escalation.ts'
import { publicId } from '#graphql/ids.ts'
import { actAs, sceneViewer, signIn } from '../../support/business.ts'
import { settleLog } from '../../support/settled-log.ts'
import { openSocket, type TestSocket, type TestSubscription } from '../../support/socket.ts'
import { waitFor } from '../../support/wait.ts'
import { type HelpDesk, hireFor, MONDAY, open, openAs, openDesk, outcomeOf, sendCreate } from './help-desk.ts'

let desk: HelpDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.stop())

const hub = () => desk.gateway.gateway.platform.eventLog.hub

interface Message {
  __typename: 'EscalationAlert' | 'CaughtUp'
  cursor: string
  escalation?: { id: string }
}

const SELECTION = '__typename ... on StreamMessage { cursor } ... on EscalationAlert { escalation { id } }'
const LISTEN = `subscription ($stationIds: [ID!], $minPriority: EscalationPriority, $after: EventCursor) {
  alert: escalationAlerts(stationIds: $stationIds, minPriority: $minPriority, after: $after) { ${SELECTION} } }`

type Alerts = TestSubscription<{ alert: Message }>

function connect(token?: string): TestSocket {
  const socket = openSocket(desk.gateway.url, token)
  onTestFinished(() => socket.close())
  return socket
}

/** The next message, which has no errors. */
async function nextOf(alerts: Alerts): Promise<Message> {
  const result = await alerts.next()
  if (result.errors || !result.data) throw new Error(`an alert with errors: ${JSON.stringify(result)}`)
  return result.data.alert
}

/** Listens from now on: what was before is said to be delivered. */
async function listen(socket: TestSocket, variables: Record<string, unknown> = {}) {
  await settleLog(desk.gateway)
  const alerts: Alerts = socket.subscribe(LISTEN, variables)
  const caughtUp = await nextOf(alerts)
  expect(caughtUp).toEqual({ __typename: 'CaughtUp', cursor: expect.any(String) })
  return { alerts, cursor: caughtUp.cursor }
}

async function nextIdOf(alerts: Alerts): Promise<string | undefined> {
  const { __typename, escalation } = await nextOf(alerts)
  expect(__typename).toBe('EscalationAlert')
  return escalation?.id
}

function codesOf({ errors }: FormattedExecutionResult) {
  return (errors ?? []).map(({ extensions }) => extensions?.code)
}

describe('escalationAlerts', () => {
  it('tells of an escalation as soon as it is opened', async () => {
    await settleLog(desk.gateway)
    const alerts = connect(desk.agent.token).subscribe(`subscription { escalationAlerts {
      __typename ... on EscalationAlert { cursor kind occurredAt escalation {
        id summary priority status version station { id } customer { id } assignedTo { id } history(first: 1) { totalCount } } } } }`)
    expect((await alerts.next()).data).toEqual({ escalationAlerts: { __typename: 'CaughtUp' } })
    const id = await open(desk, { priority: 'URGENT', customerId: desk.customer, summary: 'Fire!' })
    expect((await alerts.next()).data).toEqual({
      escalationAlerts: {
        __typename: 'EscalationAlert',
        cursor: expect.stringMatching(/^[\w-]{40,}$/),
        kind: 'CREATED',
        occurredAt: MONDAY.toISOString(),
        escalation: {
          id,
          summary: 'Fire!',
          priority: 'URGENT',
          status: 'PENDING',
          version: 1,
          station: { id: desk.here },
          customer: { id: desk.customer },
          assignedTo: null,
          history: { totalCount: 1 },
        },
      },
    })
  })

  it('tells nothing of what was refused, nor of later steps', async () => {
    const { alerts } = await listen(connect(desk.agent.token))
    const refused = { stationId: desk.here, reason: 'OTHER', summary: '' }
    expect((await outcomeOf(sendCreate(desk, refused, desk.agent.token))).__typename).toBe('ValidationError')
    const { escalationId } = await openAs(desk, 'CLOSED')
    const last = await open(desk)
    expect([await nextIdOf(alerts), await nextIdOf(alerts)]).toEqual([escalationId, last])
  })

  it('leaves out what has less than the priority asked for', async () => {
    const { alerts } = await listen(connect(desk.agent.token), { minPriority: 'HIGH' })
    await open(desk, { priority: 'LOW' })
    const high = await open(desk, { priority: 'HIGH' })
    await open(desk, { priority: 'NORMAL' })
    const urgent = await open(desk, { priority: 'URGENT' })
    expect([await nextIdOf(alerts), await nextIdOf(alerts)]).toEqual([high, urgent])
  })

  it('tells of all stations where one may read escalations, or only of those asked for', async () => {
    const socket = connect(desk.manager.token)
    const all = await listen(socket)
    const there = await listen(socket, { stationIds: [desk.there] })
    const ids = [await open(desk), await open(desk, { stationId: desk.there }), await open(desk)]
    expect([await nextIdOf(all.alerts), await nextIdOf(all.alerts), await nextIdOf(all.alerts)]).toEqual(ids)
    expect(await nextIdOf(there.alerts)).toBe(ids[1])
    const last = await open(desk, { stationId: desk.there })
    expect(await nextIdOf(there.alerts)).toBe(last)
  })

  it('is silent about stations of others, also when they are asked for by name', async () => {
    const socket = connect(desk.agent.token)
    const unknown = 'station_01h455vb4pex5vsknk084sn02q'
    const foreign = await listen(socket, { stationIds: [desk.elsewhere, desk.there, unknown] })
    const mixed = await listen(socket, { stationIds: [desk.elsewhere, desk.there, desk.here] })
    const elsewhere = { stationId: desk.elsewhere, reason: 'OTHER', summary: 'Not their business' }
    await outcomeOf(sendCreate(desk, elsewhere, desk.stranger.token))
    await open(desk, { stationId: desk.there })
    const here = await open(desk)
    expect(await nextIdOf(mixed.alerts)).toBe(here)
    expect(foreign.alerts.waiting).toEqual([])
  })

  it('sends each of several subscriptions on one socket what it asked for, under its own name', async () => {
    const socket = connect(desk.agent.token)
    const { alerts } = await listen(socket)
    await settleLog(desk.gateway)
    const renamed = socket.subscribe(`subscription { urgent: escalationAlerts(minPriority: URGENT) {
      kind: __typename ... on EscalationAlert { first: escalation { id } second: escalation { priority } } } }`)
    expect((await renamed.next()).data).toEqual({ urgent: { kind: 'CaughtUp' } })
    const low = await open(desk, { priority: 'LOW' })
    const urgent = await open(desk, { priority: 'URGENT' })
    expect([await nextIdOf(alerts), await nextIdOf(alerts)]).toEqual([low, urgent])
    expect((await renamed.next()).data).toEqual({
      urgent: { kind: 'EscalationAlert', first: { id: urgent }, second: { priority: 'URGENT' } },
    })
  })

  it('reads each event by one statement besides the transaction', async () => {
    await waitFor('the others to have left', () => hub().size === 0)
    const { alerts } = await listen(connect(desk.agent.token))
    desk.gateway.takeStatements()
    const { escalationId } = await createEscalation(actAs(desk.gateway, sceneViewer(desk.business)), {
      stationId: desk.business.stationIds[0],
      customerId: null,
      bookingId: null,
      fields: { reason: 'SAFETY', summary: 'A smell of gas', priority: 'URGENT' },
    })
    expect(await nextIdOf(alerts)).toBe(publicId('escalation', escalationId))
    const [appended, ...read] = desk.gateway.takeStatements()
    expect(appended).toMatch(/^insert into "events"."domain_events"/)
    expect(read).toHaveLength(3)
  })

  it('holds nothing of a subscriber who has left, without waiting for an event', async () => {
    await waitFor('the others to have left', () => hub().size === 0)
    const socket = openSocket(desk.gateway.url, desk.agent.token)
    const { alerts } = await listen(socket)
    await listen(socket)
    expect(hub().size).toBe(2)
    alerts.stop()
    await waitFor('the first subscription to be over', () => hub().size === 1)
    await socket.close()
    await waitFor('the second subscription to be over', () => hub().size === 0)
  })
})

describe('escalationAlerts, resumed', () => {
  it('sends what was missed exactly once and in order, then says so, then goes on', async () => {
    const before = openSocket(desk.gateway.url, desk.agent.token)
    const { cursor } = await listen(before)
    await before.close()
    const missed = [await open(desk), await open(desk), await open(desk)]
    await settleLog(desk.gateway)
    const alerts: Alerts = connect(desk.agent.token).subscribe(LISTEN, { after: cursor })
    const messages = [await nextOf(alerts), await nextOf(alerts), await nextOf(alerts)]
    expect(messages.map(({ escalation }) => escalation?.id)).toEqual(missed)
    expect(await nextOf(alerts)).toMatchObject({ __typename: 'CaughtUp' })
    const live = await open(desk)
    expect(await nextIdOf(alerts)).toBe(live)

    await settleLog(desk.gateway)
    const second: Alerts = connect(desk.agent.token).subscribe(LISTEN, { after: messages[1]?.cursor })
    expect([await nextIdOf(second), await nextIdOf(second)]).toEqual([missed[2], live])
    expect(await nextOf(second)).toMatchObject({ __typename: 'CaughtUp' })
    expect([alerts.waiting, second.waiting]).toEqual([[], []])
  })

  it('goes on behind CaughtUp as well as behind an alert', async () => {
    const { alerts } = await listen(connect(desk.agent.token))
    await open(desk)
    const { cursor } = await nextOf(alerts)
    const resumed = await listen(connect(desk.agent.token), { after: cursor })
    const next = await open(desk)
    expect(await nextIdOf(resumed.alerts)).toBe(next)
    await settleLog(desk.gateway)
    const again: Alerts = connect(desk.agent.token).subscribe(LISTEN, { after: resumed.cursor })
    expect(await nextIdOf(again)).toBe(next)
  })

  it('asks of what was missed the same as of what happens', async () => {
    const { cursor } = await listen(connect(desk.manager.token))
    await open(desk, { priority: 'LOW' })
    await open(desk, { priority: 'URGENT', stationId: desk.there })
    const wanted = await open(desk, { priority: 'URGENT' })
    const variables = { after: cursor, minPriority: 'HIGH', stationIds: [desk.here, desk.elsewhere] }
    await settleLog(desk.gateway)
    const alerts: Alerts = connect(desk.manager.token).subscribe(LISTEN, variables)
    expect(await nextIdOf(alerts)).toBe(wanted)
    expect(await nextOf(alerts)).toMatchObject({ __typename: 'CaughtUp' })
  })

  it('shows an escalation as it is by now', async () => {
    const { cursor } = await listen(connect(desk.agent.token))
    const { escalationId } = await openAs(desk, 'RESOLVED')
    await settleLog(desk.gateway)
    const alerts = connect(desk.agent.token).subscribe(
      `subscription ($after: EventCursor) { escalationAlerts(after: $after) {
        ... on EscalationAlert { kind escalation { id status version } } } }`,
      { after: cursor },
    )
    expect((await alerts.next()).data).toEqual({
      escalationAlerts: { kind: 'CREATED', escalation: { id: escalationId, status: 'RESOLVED', version: 4 } },
    })
  })

  it('refuses cursors that the log did not give out', async () => {
    const { cursor } = await listen(connect(desk.agent.token))
    const forged = [5, 40, 49].map(
      (at) => `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`,
    )
    const socket = connect(desk.agent.token)
    for (const after of ['garbage', '', 'x'.repeat(201), ...forged, cursor.slice(1), 7]) {
      const alerts = socket.subscribe(LISTEN, { after })
      expect(codesOf(await alerts.next()), String(after)).toEqual(['BAD_USER_INPUT'])
      expect(await alerts.end()).toBe('completed')
    }
  })
})

describe('escalationAlerts is only for those who may read escalations', () => {
  it('needs somebody to be signed in', async () => {
    const alerts = connect().subscribe(LISTEN)
    expect(codesOf(await alerts.next())).toEqual(['UNAUTHENTICATED'])
    expect(await alerts.end()).toBe('completed')
  })

  it('needs the permission at some station', async () => {
    const { token } = await hireFor(desk, ['support:escalation:create'])
    const alerts = connect(token).subscribe(LISTEN)
    const answer = await alerts.next()
    expect(codesOf(answer)).toEqual(['FORBIDDEN'])
    expect(answer.errors?.[0]?.message).toBe('This needs the permission support:escalation:read.')
    expect(await alerts.end()).toBe('completed')
  })

  it('refuses what is no station, no priority, or two things at once', async () => {
    const socket = connect(desk.agent.token)
    for (const variables of [{ stationIds: ['7'] }, { minPriority: 'SOON' }]) {
      expect(codesOf(await socket.subscribe(LISTEN, variables).next())).toEqual(['BAD_USER_INPUT'])
    }
    const double = socket.subscribe(
      'subscription { one: escalationAlerts { __typename } two: escalationAlerts { __typename } }',
    )
    expect(await double.end()).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] })
  })

  it('ends with the session: nothing more is sent, and the socket is closed with 4403', async () => {
    const session = await signIn(desk.gateway, desk.agent.email)
    const socket = connect(session.token)
    const { alerts } = await listen(socket)
    await desk.gateway.query('mutation { signOut { ended } }', {}, session.token)
    await waitFor('the session to be known as ended', async () => {
      const { status } = await desk.gateway.send('{ viewer { user { id } } }', {}, session.token)
      return status === 401
    })
    await open(desk, { priority: 'URGENT' })
    expect(await socket.closed).toBe(4403)
    expect(alerts.waiting).toEqual([])
    expect(await alerts.end()).toEqual({ closed: 4403 })
  })

  it('holds back what one may not read at the time, and goes on when one may again', async () => {
    const person = await hireFor(desk, ['support:escalation:read'])
    const { alerts } = await listen(connect(person.token))
    // Comes after the person at each event, so what has reached the witness has been held back already.
    const { alerts: witness } = await listen(connect(desk.manager.token))
    const isForbidden = async () => {
      const { body } = await desk.gateway.send('{ escalations(first: 1) { totalCount } }', {}, person.token)
      return body.errors?.[0]?.extensions.code === 'FORBIDDEN'
    }
    const [role] = await desk.gateway.sql<{ id: string }>(
      'delete from identity.role_permissions using identity.user_roles held where role_permissions.role_id = held.role_id and held.user_id = $1 returning held.role_id as id',
      [person.userId],
    )
    await waitFor('the permission to be gone', isForbidden)
    const hidden = await open(desk, { summary: 'Not for them' })
    expect(await nextIdOf(witness)).toBe(hidden)
    await desk.gateway.sql(`insert into identity.role_permissions values ($1, 'support:escalation:read')`, [role?.id])
    await waitFor('the permission to be back', async () => !(await isForbidden()))
    const seen = await open(desk)
    expect(await nextIdOf(alerts)).toBe(seen)
  })
})
