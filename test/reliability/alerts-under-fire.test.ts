import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assignEscalation } from '#domains/support/use-cases/assign-escalation.ts'
import { createEscalation } from '#domains/support/use-cases/create-escalation.ts'
import { decodeTypeId } from '#kernel/type-id.ts'
import { joining } from '#platform/database/unit-of-work.ts'
import { actAs, type Business, createBusiness, hire, type StaffMember, sceneViewer } from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { openSocket } from '../support/socket.ts'

const WRITERS = 24
const WRITE_FOR_MS = 6_000
/** Of all transactions: so many are held open for up to 60 ms, and so many are rolled back. */
const HELD_OPEN = 0.3
const ROLLED_BACK = 0.05

interface Alert {
  escalationAlerts: { __typename: string; cursor: string; escalation?: { id: string } }
}
const ALERTS = `subscription ($after: EventCursor) { escalationAlerts(after: $after) {
  __typename ... on StreamMessage { cursor } ... on EscalationAlert { escalation { id } } } }`

let gateway: TestGateway
let business: Business
let other: Business
let manager: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway({ poolSize: 40 })
  business = await createBusiness(gateway, 2)
  other = await createBusiness(gateway)
  manager = await hire(gateway, business, 'STATION_MANAGER')
})
afterAll(() => gateway.stop())

class RolledBack extends Error {}

/** Opens escalations at these stations one after the other; now and then in a slow transaction, or one that fails. */
async function write(place: Business, until: number): Promise<void> {
  const context = actAs(gateway, sceneViewer(place))
  const fields = { reason: 'OTHER', summary: 'Something', priority: 'NORMAL' }
  while (performance.now() < until) {
    const stationId = place.stationIds[Math.floor(Math.random() * place.stationIds.length)] ?? ''
    const work = context.unitOfWork.run(context.viewer, async (transaction) => {
      const inside = { ...context, unitOfWork: joining(transaction) }
      const { escalationId } = await createEscalation(inside, { stationId, customerId: null, bookingId: null, fields })
      if (Math.random() < HELD_OPEN) await delay(Math.random() * 60)
      if (Math.random() < 0.3 && place === business) {
        await assignEscalation(inside, { escalationId, assigneeId: manager.userId, expectedVersion: 1 })
      }
      if (Math.random() < ROLLED_BACK) throw new RolledBack()
    })
    await work.catch((error: unknown) => {
      if (!(error instanceof RolledBack)) throw error
    })
  }
}

/** Listens, leaves after a while, and comes back with the last cursor, until nothing is missing any more. */
async function listen(isComplete: (received: readonly string[]) => Promise<boolean>) {
  const received: string[] = []
  const cursors: string[] = []
  let after: string | undefined
  while (!(await isComplete(received))) {
    const socket = openSocket(gateway.url, manager.token)
    const alerts = socket.subscribe<Alert>(ALERTS, after ? { after } : {})
    const take = async () => {
      const { data, errors } = await alerts.next()
      if (!data) throw new Error(JSON.stringify(errors))
      const { cursor, escalation } = data.escalationAlerts
      after = cursor
      if (escalation) {
        received.push(decodeTypeId('escalation', escalation.id) ?? '')
        cursors.push(cursor)
      }
    }
    await take()
    const leaveAt = performance.now() + Math.random() * 400
    while (performance.now() < leaveAt) {
      if (alerts.waiting.length > 0) await take()
      else await delay(5)
    }
    await socket.close()
  }
  return { received, cursors }
}

test('subscribers that come and go while 24 writers commit get every alert of their stations once, in the order of the log', async () => {
  // The first cursor of each subscriber stands before all writing.
  const until = performance.now() + WRITE_FOR_MS
  const committed = () =>
    gateway.sql<{ id: string }>(
      `select aggregate_id as id from events.domain_events
       where type = 'escalation.created' and station_id = any($1) order by xid, position`,
      [business.stationIds],
    )
  let writing = true
  const isComplete = async (received: readonly string[]) => !writing && received.length >= (await committed()).length
  const listeners = Array.from({ length: 3 }, () => listen(isComplete))
  await delay(500)
  const places = Array.from({ length: WRITERS }, (_, at) => (at % 4 === 0 ? other : business))
  await Promise.all(places.map((place) => write(place, until)))
  writing = false

  const expected = (await committed()).map(({ id }) => id)
  expect(expected.length).toBeGreaterThan(100)
  for (const { received, cursors } of await Promise.all(listeners)) {
    expect(received).toEqual(expected)
    expect(new Set(cursors).size).toBe(cursors.length)
  }
}, 60_000)
