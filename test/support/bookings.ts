import type { CreateBookingInput } from '#domains/bookings/use-cases/create-booking.ts'
import { createBooking } from '#domains/bookings/use-cases/create-booking.ts'
import { provisionResource } from '#domains/bookings/use-cases/provision-resource.ts'
import { provisionServiceItem } from '#domains/bookings/use-cases/provision-service-item.ts'
import { createCustomer } from '#domains/customers/use-cases/create-customer.ts'
import { provisionStaff } from '#domains/identity/use-cases/provision-staff.ts'
import { publicId } from '#graphql/ids.ts'
import { systemViewer } from '#kernel/viewer.ts'
import { actAs, type Business, sceneViewer } from './business.ts'
import type { TestGateway } from './gateway.ts'

/** A Saturday evening that lies ahead for as long as anybody runs these tests. */
export const STARTS_AT = new Date('2093-06-20T22:00:00.000Z')
export const ENDS_AT = new Date('2093-06-21T02:00:00.000Z')

const HOUR_MS = 3_600_000

/** So many hours after `STARTS_AT`. */
export function hoursLater(hours: number): Date {
  return new Date(STARTS_AT.getTime() + hours * HOUR_MS)
}

let count = 0

/** The UUID of a new chef of the station, with a person behind. */
export async function addChef(gateway: TestGateway, business: Business, name = 'Chef', at = 0): Promise<string> {
  count += 1
  const stationId = stationOf(business, at)
  const { userId } = await provisionStaff(actAs(gateway, systemViewer('platform')), {
    organizationId: business.organizationId,
    email: `resource.${count}@example.com`,
    fullName: name,
    passwordHash: 'not a hash: nobody signs in with it',
    roles: [{ code: 'CHEF', stationId }],
    memberships: [{ stationId, title: null }],
  })
  return addResource(gateway, business, { kind: 'CHEF', name, userId, stationId })
}

type ResourceFields = Partial<Parameters<typeof provisionResource>[1]>

/** The UUID of a new resource; a van unless told otherwise. */
export async function addResource(
  gateway: TestGateway,
  business: Business,
  fields: ResourceFields = {},
): Promise<string> {
  const { resourceId } = await provisionResource(actAs(gateway, sceneViewer(business)), {
    stationId: stationOf(business, 0),
    kind: 'VEHICLE',
    name: 'Van',
    userId: null,
    skills: [],
    isActive: true,
    ...fields,
  })
  return resourceId
}

type ItemFields = Partial<Parameters<typeof provisionServiceItem>[1]>

/** The UUID of a new item of the menu; a menu at 45.00 USD per guest unless told otherwise. */
export async function addServiceItem(gateway: TestGateway, business: Business, fields: ItemFields = {}) {
  const { serviceItemId } = await provisionServiceItem(actAs(gateway, sceneViewer(business)), {
    organizationId: business.organizationId,
    kind: 'MENU',
    name: 'Hibachi dinner',
    description: null,
    durationMinutes: null,
    priceCents: 4_500,
    currency: 'USD',
    per: 'GUEST',
    dietaryTags: [],
    isActive: true,
    ...fields,
  })
  return serviceItemId
}

/** The UUID of a new customer. */
export async function addCustomerRow(gateway: TestGateway, business: Business, at = 0): Promise<string> {
  const { customerId } = await createCustomer(actAs(gateway, sceneViewer(business)), {
    stationId: stationOf(business, at),
    fields: { name: 'Ada Example' },
  })
  return customerId
}

/** What a booking needs at least: two adults on the Saturday evening. All ids are UUIDs. */
export function bookingFields(fields: object): object {
  return { kind: 'CATERING', startsAt: STARTS_AT, endsAt: ENDS_AT, adults: 2, ...fields }
}

/** The UUID of a new PENDING booking, made by the gateway itself. */
export async function addBooking(
  gateway: TestGateway,
  business: Business,
  { stationId, ...fields }: { customerId: string; stationId?: string } & Record<string, unknown>,
): Promise<string> {
  const input: CreateBookingInput = {
    stationId: stationId ?? stationOf(business, 0),
    fields: bookingFields(fields),
  }
  const { bookingId } = await createBooking(actAs(gateway, sceneViewer(business)), input)
  return bookingId
}

/** The rows that bookings consist of, counted past row-level security. */
export async function countRows(gateway: TestGateway) {
  const [counts] = await gateway.sql<Record<string, number>>(`
    select (select count(*)::int from bookings.bookings) as bookings,
      (select count(*)::int from bookings.booking_items) as items,
      (select count(*)::int from bookings.allocations) as allocations,
      (select count(*)::int from bookings.booking_status_changes) as changes,
      (select count(*)::int from events.domain_events where aggregate_type = 'booking') as events`)
  return counts
}

/** Everything that is stored about a booking: a refused step leaves it as it was. */
export async function everythingAbout(gateway: TestGateway, bookingId: string) {
  const [row] = await gateway.sql(
    `select to_jsonb(booking) as booking,
      (select jsonb_agg(to_jsonb(allocation) order by allocation.id) from bookings.allocations as allocation
        where allocation.booking_id = booking.id) as allocations,
      (select jsonb_agg(to_jsonb(change) order by change.id) from bookings.booking_status_changes as change
        where change.booking_id = booking.id) as changes,
      (select jsonb_agg(to_jsonb(event) - 'xid' order by event.aggregate_version) from events.domain_events as event
        where event.aggregate_id = booking.id) as events
     from bookings.bookings as booking where booking.id = $1`,
    [bookingId],
  )
  return row
}

export function publicBooking(id: string): string {
  return publicId('booking', id)
}

function stationOf({ stationIds }: Business, at: number): string {
  const stationId = stationIds[at]
  if (stationId === undefined) throw new RangeError(`the business has no station ${at}`)
  return stationId
}
