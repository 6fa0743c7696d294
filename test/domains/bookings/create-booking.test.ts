import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { addChef, addCustomerRow, addServiceItem, countRows, ENDS_AT, STARTS_AT } from '../../support/bookings.ts'
import { type Business, createBusiness, hire, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'

let gateway: TestGateway
let business: Business
let manager: StaffMember
beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway, 2)
  manager = await hire(gateway, business, 'STATION_MANAGER')
})
afterAll(() => gateway.stop())

describe('x', () => {
  it('smoke', async () => {
    const customerId = await addCustomerRow(gateway, business)
    const chef = await addChef(gateway, business)
    const item = await addServiceItem(gateway, business)
    const input = {
      stationId: publicId('station', business.stationIds[0]),
      customerId: publicId('customer', customerId),
      kind: 'CATERING',
      startsAt: STARTS_AT,
      endsAt: ENDS_AT,
      adults: 4,
      children: 1,
      items: [{ serviceItemId: publicId('service item', item) }],
      resourceIds: [publicId('resource', chef)],
      venueAddress: '12 Elm St',
    }
    const q = `mutation($input: CreateBookingInput!) { createBooking(input: $input) { __typename ... on UserError { code message path } ... on SlotTakenError { resourceId until } ... on CreateBookingPayload { booking { id reference status startsAt endsAt timezone venueAddress total { amountCents currency formatted de: formatted(locale: "de") } items { name quantity lineTotal { amountCents } serviceItem { name } } chefs { name user { fullName } } history(first: 5) { totalCount nodes { from to actor { id } } } customer { name bookings(first: 2) { totalCount nodes { id } } } version } } } }`
    gateway.takeStatements()
    console.dir(await gateway.send(q, { input }, manager.token), { depth: 20 })
    console.dir(gateway.takeStatements())
    console.dir(await gateway.send(q, { input }, manager.token), { depth: 20 })
    console.dir(gateway.takeStatements())
    console.log(await countRows(gateway))
  })
})
