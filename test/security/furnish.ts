import { requestTimeOff } from '#domains/bookings/use-cases/availability/request-time-off.ts'
import { setAvailabilityOverride } from '#domains/bookings/use-cases/availability/set-availability-override.ts'
import { provisionResource } from '#domains/bookings/use-cases/provision-resource.ts'
import { provisionServiceItem } from '#domains/bookings/use-cases/provision-service-item.ts'
import { publicId } from '#graphql/ids.ts'
import { giveKey } from '../support/api-keys.ts'
import { actAs, addCustomer, type Business, type StaffMember, sceneViewer } from '../support/business.ts'
import { readToken } from '../support/forged-token.ts'
import type { TestGateway } from '../support/gateway.ts'
import { addOffer, addTier, addUpsell, setSettings } from '../support/pricing.ts'
import type { Ids } from './foreign-id-operations.ts'

/** One of each thing that has an id, at the first of these stations. */
export async function furnish(gateway: TestGateway, business: Business, owner: StaffMember): Promise<Ids> {
  const { organizationId } = business
  const [stationId] = business.stationIds
  const provisioned = await provision(gateway, business, owner)
  const station = publicId('station', stationId)
  const customer = await addCustomer(gateway, business)
  const { apiKey } = await giveKey(gateway, owner, { stationIds: [stationId] })
  const made = await gateway.query<{
    inviteUser: { invitation: { id: string } }
    createBooking: { booking: { id: string } }
    createEscalation: { escalation: { id: string } }
    createCalendarFeed: { calendarFeed: { id: string } }
  }>(
    `mutation ($booking: CreateBookingInput!, $escalation: CreateEscalationInput!, $invited: InviteUserInput!, $feed: CreateCalendarFeedInput!) {
      inviteUser(input: $invited) { ... on InviteUserPayload { invitation { id } } }
      createBooking(input: $booking) { ... on CreateBookingPayload { booking { id } } }
      createEscalation(input: $escalation) { ... on CreateEscalationPayload { escalation { id } } }
      createCalendarFeed(input: $feed) { ... on CreateCalendarFeedPayload { calendarFeed { id } } } }`,
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
      feed: { name: 'Chef', resourceId: provisioned.resource },
      invited: {
        organizationId: publicId('organization', organizationId),
        email: `invited.${stationId}@example.com`,
        fullName: 'Somebody Invited',
        roles: [{ role: 'OBSERVER', stationId: station }],
      },
    },
    owner.token,
  )
  return {
    organization: publicId('organization', organizationId),
    invitation: made.inviteUser.invitation.id,
    station,
    customer,
    booking: made.createBooking.booking.id,
    escalation: made.createEscalation.escalation.id,
    ...provisioned,
    user: publicId('user', owner.userId),
    session: publicId('session', String(readToken(owner.token).claims.sid)),
    apiKey: apiKey.id,
    calendarFeed: made.createCalendarFeed.calendarFeed.id,
  }
}

async function provision(gateway: TestGateway, business: Business, { userId }: StaffMember) {
  const context = actAs(gateway, sceneViewer(business))
  const { resourceId } = await provisionResource(context, {
    stationId: business.stationIds[0],
    kind: 'CHEF',
    name: 'Chef',
    userId,
    skills: [],
    isActive: true,
  })
  const item = {
    organizationId: business.organizationId,
    kind: 'MENU',
    name: 'Menu',
    description: null,
    durationMinutes: null,
    priceCents: 1_000,
    currency: 'USD',
    per: 'GUEST',
    dietaryTags: [],
    isActive: true,
  } as const
  const { serviceItemId } = await provisionServiceItem(context, { ...item, dietaryTags: [] })
  const offered = await provisionServiceItem(context, { ...item, name: 'More', dietaryTags: [] })
  const place = { gateway, business, stationId: business.stationIds[0] }
  await setSettings(place, { taxBp: 625 })
  const { overrideId } = await setAvailabilityOverride(context, {
    stationId: business.stationIds[0],
    resourceId,
    fields: { date: '2093-12-24', kind: 'CLOSED' },
  })
  const { timeOffId } = await requestTimeOff(context, {
    resourceId,
    fields: { startsAt: new Date('2093-11-01T00:00:00Z'), endsAt: new Date('2093-11-02T00:00:00Z'), kind: 'OTHER' },
  })
  return {
    resource: publicId('resource', resourceId),
    serviceItem: publicId('service item', serviceItemId),
    pricingTier: publicId('pricing tier', await addTier(place)),
    seasonalOffer: publicId('seasonal offer', await addOffer(place, { code: 'NEVER-ASKED' })),
    upsellRule: publicId('upsell rule', await addUpsell(place, offered.serviceItemId)),
    override: publicId('availability override', overrideId),
    timeOff: publicId('time off', timeOffId),
  }
}
