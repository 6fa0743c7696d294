import { provisionResource } from '#domains/bookings/use-cases/provision-resource.ts'
import { provisionServiceItem } from '#domains/bookings/use-cases/provision-service-item.ts'
import { publicId } from '#graphql/ids.ts'
import { giveKey } from '../support/api-keys.ts'
import { actAs, addCustomer, type Business, type StaffMember, sceneViewer } from '../support/business.ts'
import type { TestGateway } from '../support/gateway.ts'
import type { Ids } from './foreign-id-operations.ts'

/** One of each thing that has an id, at the first of these stations. The manager manages them all. */
export async function furnish(gateway: TestGateway, business: Business, manager: StaffMember): Promise<Ids> {
  const context = actAs(gateway, sceneViewer(business))
  const [stationId] = business.stationIds
  const { organizationId } = business
  const { resourceId } = await provisionResource(context, {
    stationId,
    kind: 'CHEF',
    name: 'Chef',
    userId: manager.userId,
    skills: [],
    isActive: true,
  })
  const { serviceItemId } = await provisionServiceItem(context, {
    organizationId,
    kind: 'MENU',
    name: 'Menu',
    description: null,
    durationMinutes: null,
    priceCents: 1_000,
    currency: 'USD',
    per: 'GUEST',
    dietaryTags: [],
    isActive: true,
  })
  const station = publicId('station', stationId)
  const customer = await addCustomer(gateway, business)
  const { apiKey } = await giveKey(gateway, manager, { stationIds: [stationId] })
  const made = await gateway.query<{
    createBooking: { booking: { id: string } }
    createEscalation: { escalation: { id: string } }
  }>(
    `mutation ($booking: CreateBookingInput!, $escalation: CreateEscalationInput!) {
      createBooking(input: $booking) { ... on CreateBookingPayload { booking { id } } }
      createEscalation(input: $escalation) { ... on CreateEscalationPayload { escalation { id } } } }`,
    {
      booking: {
        stationId: station,
        customerId: customer,
        kind: 'CATERING',
        adults: 2,
        startsAt: '2093-01-01T18:00:00.000Z',
        endsAt: '2093-01-01T20:00:00.000Z',
      },
      escalation: { stationId: station, customerId: customer, reason: 'OTHER', summary: 'Something' },
    },
    manager.token,
  )
  return {
    organization: publicId('organization', organizationId),
    station,
    customer,
    booking: made.createBooking.booking.id,
    escalation: made.createEscalation.escalation.id,
    resource: publicId('resource', resourceId),
    serviceItem: publicId('service item', serviceItemId),
    user: publicId('user', manager.userId),
    apiKey: apiKey.id,
  }
}
