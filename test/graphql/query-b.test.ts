import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEscalation } from '#domains/support/use-cases/create-escalation.ts'
import { QUERY_B_WITH_NAMES } from '../../bench/query-b.ts'
import { addBooking, type BookingScene, hoursLater, openBookingScene } from '../support/bookings.ts'
import { actAs, sceneViewer } from '../support/business.ts'

interface QueryB {
  bookings: {
    nodes: {
      customer: { name: string; escalations: { nodes: { summary: string }[] } }
      chefs: { name: string }[]
    }[]
  }
}

const BOOKINGS = 50

let scene: BookingScene
beforeAll(async () => {
  scene = await openBookingScene()
  const { gateway, business, stationId, customerId, chefId } = scene
  for (let hour = 0; hour < BOOKINGS; hour += 1) {
    const window = { startsAt: hoursLater(hour), endsAt: hoursLater(hour + 1) }
    await addBooking(scene, { ...window, resourceIds: [chefId] })
  }
  const fields = { reason: 'OTHER', summary: 'Something', priority: 'LOW' }
  await createEscalation(actAs(gateway, sceneViewer(business)), { stationId, customerId, bookingId: null, fields })
}, 60_000)
afterAll(() => scene.gateway.stop())

test('the newest 50 bookings with customers, their escalations and chefs take one statement for each, in one transaction, and the record of the reading one more', async () => {
  const { gateway, manager } = scene
  gateway.takeStatements()
  const { bookings } = await gateway.query<QueryB>(QUERY_B_WITH_NAMES, {}, manager.token)
  const statements = gateway.takeStatements()

  expect(bookings.nodes).toHaveLength(BOOKINGS)
  for (const { customer, chefs } of bookings.nodes) {
    expect(customer.escalations.nodes).toHaveLength(1)
    expect(chefs).toHaveLength(1)
    expect(customer.name).toEqual(expect.any(String))
  }
  const tables = statements.map((text) => /from "(\w+)"\."(\w+)"/.exec(text)?.[2] ?? text.split(' ')[0])
  expect(tables).toEqual([
    'BEGIN',
    'bookings',
    'customers',
    'allocations',
    'escalations',
    'COMMIT',
    'BEGIN;',
    'insert',
    'COMMIT',
  ])
})
