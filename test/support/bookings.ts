import { checkIn } from '#domains/bookings/use-cases/check-in.ts'
import { completeBooking } from '#domains/bookings/use-cases/complete-booking.ts'
import { confirmBooking } from '#domains/bookings/use-cases/confirm-booking.ts'
import { createBooking } from '#domains/bookings/use-cases/create-booking.ts'
import { holdSlot } from '#domains/bookings/use-cases/hold-slot.ts'
import { provisionResource } from '#domains/bookings/use-cases/provision-resource.ts'
import { provisionServiceItem } from '#domains/bookings/use-cases/provision-service-item.ts'
import { startTravel } from '#domains/bookings/use-cases/start-travel.ts'
import { createCustomer } from '#domains/customers/use-cases/create-customer.ts'
import { provisionStaff } from '#domains/identity/use-cases/provision-staff.ts'
import { publicId } from '#graphql/ids.ts'
import type { Permission } from '#kernel/permissions.ts'
import { systemViewer, type UserViewer } from '#kernel/viewer.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import {
  actAs,
  type Business,
  createBusiness,
  hire,
  PASSWORD,
  type StaffMember,
  sceneViewer,
  signIn,
} from './business.ts'
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './gateway.ts'

/** A Saturday evening that lies ahead for as long as anybody runs these tests. */
export const STARTS_AT = new Date('2093-06-20T22:00:00.000Z')
export const ENDS_AT = new Date('2093-06-21T02:00:00.000Z')

/** So many hours after `STARTS_AT`. */
export function hoursLater(hours: number): Date {
  return new Date(STARTS_AT.getTime() + hours * 3_600_000)
}

/** A business with two stations, somebody who may do everything, a customer and a chef at the first station. */
export interface BookingScene {
  gateway: TestGateway
  business: Business
  manager: StaffMember
  /** UUIDs. */
  stationId: string
  otherStationId: string
  customerId: string
  chefId: string
}

export async function openBookingScene(options?: TestGatewayOptions): Promise<BookingScene> {
  const gateway = await startTestGateway(options)
  const business = await createBusiness(gateway, 2)
  const [stationId, otherStationId = ''] = business.stationIds
  const manager = await hire(gateway, business, 'STATION_MANAGER')
  const scene = { gateway, business, manager, stationId, otherStationId, customerId: '', chefId: '' }
  return { ...scene, customerId: await addCustomer(scene), chefId: await addChef(scene) }
}

type Place = Pick<BookingScene, 'gateway' | 'business' | 'stationId'>

/** The gateway itself, at all stations of the business; at another time when a clock says so. */
export function asGateway({ gateway, business }: Place, now?: Date): UseCaseContext {
  const context = actAs(gateway, sceneViewer(business))
  return now ? { ...context, clock: { now: () => now } } : context
}

/** The manager, but with these permissions alone, at these stations alone. */
export function asStaff(
  { gateway, business, manager, stationId }: BookingScene,
  permissions: readonly Permission[],
  stationIds: readonly string[] = [stationId],
): UseCaseContext {
  const viewer: UserViewer = {
    kind: 'user',
    userId: manager.userId,
    sessionId: manager.userId,
    stationIds,
    organizationIds: [business.organizationId],
    grants: new Map(permissions.map((permission) => [permission, new Set(stationIds)])),
  }
  return actAs(gateway, viewer)
}

/** Somebody with exactly these permissions at the first station, signed in. */
export async function hireWith(
  { gateway, business, stationId }: BookingScene,
  permissions: readonly Permission[],
): Promise<StaffMember> {
  const member = await hire(gateway, business, 'OBSERVER', [stationId])
  await gateway.sql(
    `with role as (
       insert into identity.roles (id, organization_id, code, name, rank, updated_at)
       values (gen_random_uuid(), $1, 'ROLE_OF_' || upper(replace($2::text, '-', '_')), 'Of one person', 1, now())
       returning id),
     permitted as (
       insert into identity.role_permissions (role_id, permission_code)
       select role.id, permission from role, unnest($3::text[]) as permission)
     update identity.user_roles set role_id = role.id from role where user_id = $2::uuid`,
    [business.organizationId, member.userId, permissions],
  )
  return { ...member, ...(await signIn(gateway, member.email)) }
}

/** The UUID of a new customer. */
export async function addCustomer(place: Place): Promise<string> {
  const { stationId } = place
  const fields = { name: 'Ada Example' }
  return (await createCustomer(asGateway(place), { stationId, fields })).customerId
}

/** So many more customers of the station, like the scene's own. */
export async function copyCustomers({ gateway, customerId }: BookingScene, count: number): Promise<void> {
  await gateway.sql(
    `insert into customers.customers (id, station_id, data_key_wrapped, name_enc, name_tokens, updated_at)
     select gen_random_uuid(), station_id, data_key_wrapped, name_enc, name_tokens, now()
     from customers.customers, generate_series(1, $2::int) where id = $1`,
    [customerId, count],
  )
}

let chefs = 0

/** The UUID of a new chef, with a person behind. */
export async function addChef(place: Place, name = 'Chef'): Promise<string> {
  const { gateway, business, stationId } = place
  chefs += 1
  const { userId } = await provisionStaff(actAs(gateway, systemViewer('platform')), {
    organizationId: business.organizationId,
    email: `on.the.road.${chefs}@example.com`,
    fullName: name,
    passwordHash: 'opens nothing',
    roles: [{ code: 'CHEF', stationId }],
    memberships: [{ stationId, title: null }],
  })
  return addResource(place, { kind: 'CHEF', name, userId })
}

/** A chef with an account, who has signed in to the chef app. */
export interface ServingChef {
  userId: string
  /** UUID. */
  resourceId: string
  /** For the chef app. */
  token: string
}

/** A chef of the first station, signed in to the chef app. */
export async function hireChef(place: Place, name = 'Chef'): Promise<ServingChef> {
  const { gateway, business, stationId } = place
  const { userId, email } = await hire(gateway, business, 'CHEF', [stationId])
  const resourceId = await addResource(place, { kind: 'CHEF', name, userId })
  const { signIn: session } = await gateway
    .on('chef')
    .query<{ signIn: { accessToken: string } }>(
      `mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInPayload { accessToken } } }`,
      { input: { email, password: PASSWORD } },
    )
  return { userId, resourceId, token: session.accessToken }
}

/** The UUID of a new resource; a van unless told otherwise. */
export async function addResource(
  place: Place,
  fields: Partial<Parameters<typeof provisionResource>[1]> = {},
): Promise<string> {
  const van = { kind: 'VEHICLE', name: 'Van', userId: null, skills: [], isActive: true } as const
  const resource = { ...van, skills: [], stationId: place.stationId, ...fields }
  return (await provisionResource(asGateway(place), resource)).resourceId
}

/** The UUID of a new item of the menu; a dinner at 45.00 USD per guest unless told otherwise. */
export async function addServiceItem(
  place: Place,
  fields: Partial<Parameters<typeof provisionServiceItem>[1]> = {},
): Promise<string> {
  const { serviceItemId } = await provisionServiceItem(asGateway(place), {
    organizationId: place.business.organizationId,
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

/** What a booking needs at least, as a use case takes it: two adults on the Saturday evening. */
export function bookingFields(customerId: string, fields: object = {}): object {
  return { customerId, kind: 'CATERING', startsAt: STARTS_AT, endsAt: ENDS_AT, adults: 2, ...fields }
}

/** The UUID of a new PENDING booking of the scene's customer. */
export async function addBooking(
  scene: Place & { customerId: string },
  fields: object = {},
  now?: Date,
): Promise<string> {
  const input = { stationId: scene.stationId, fields: bookingFields(scene.customerId, fields) }
  return (await createBooking(asGateway(scene, now), input)).bookingId
}

/** The UUID of a new hold of the scene's customer, of 15 minutes unless told otherwise. */
export async function addHold(scene: Place & { customerId: string }, fields: object = {}, now?: Date): Promise<string> {
  const input = { stationId: scene.stationId, fields: bookingFields(scene.customerId, fields) }
  return (await holdSlot(asGateway(scene, now), input)).bookingId
}

const LIFE = [confirmBooking, startTravel, checkIn, completeBooking] as const
const STATUSES = ['PENDING', 'CONFIRMED', 'EN_ROUTE', 'SEATED', 'COMPLETED'] as const

/** Takes a PENDING booking of version 1 to this status, step by step; gives the version that it has then. */
export async function bringTo(place: Place, bookingId: string, status: (typeof STATUSES)[number]): Promise<number> {
  const steps = LIFE.slice(0, STATUSES.indexOf(status))
  for (const [at, step] of steps.entries()) await step(asGateway(place), { bookingId, expectedVersion: at + 1 })
  return steps.length + 1
}

/** Every row that bookings consist of, counted past row-level security. */
export async function countRows({ gateway }: Pick<BookingScene, 'gateway'>) {
  const [counts] = await gateway.sql<Record<string, number>>(`
    select (select count(*)::int from bookings.bookings) as bookings,
      (select count(*)::int from bookings.booking_items) as items,
      (select count(*)::int from bookings.allocations) as allocations,
      (select count(*)::int from bookings.booking_status_changes) as changes,
      (select count(*)::int from events.domain_events where aggregate_type = 'booking') as events`)
  return { bookings: 0, items: 0, allocations: 0, changes: 0, events: 0, ...counts }
}

/** All that is stored of a booking, its events included: a refused step leaves it as it was. */
export async function readAll({ gateway }: Pick<BookingScene, 'gateway'>, bookingId: string) {
  const [row] = await gateway.sql(
    `select to_jsonb(booking) as booking,
      (select jsonb_agg(to_jsonb(allocation) order by allocation.resource_id) from bookings.allocations as allocation
        where allocation.booking_id = booking.id) as allocations,
      (select jsonb_agg(to_jsonb(change) order by change.created_at, change.id)
        from bookings.booking_status_changes as change where change.booking_id = booking.id) as changes,
      (select jsonb_agg(to_jsonb(event) order by event.aggregate_version) from events.domain_events as event
        where event.aggregate_id = booking.id) as events
     from bookings.bookings as booking where booking.id = $1`,
    [bookingId],
  )
  return row
}

/** The last event of a booking, with what it tells. */
export async function lastEvent({ gateway }: Pick<BookingScene, 'gateway'>, bookingId: string) {
  const [event] = await gateway.sql<Record<string, unknown>>(
    `select type, station_id as "stationId", aggregate_type as "aggregateType", aggregate_version as version,
      actor_id as "actorId", payload
     from events.domain_events where aggregate_id = $1 order by aggregate_version desc limit 1`,
    [bookingId],
  )
  return event
}

/** The last line of a booking's history. */
export async function lastChange({ gateway }: Pick<BookingScene, 'gateway'>, bookingId: string) {
  const [change] = await gateway.sql<Record<string, unknown>>(
    `select from_status as "from", to_status as "to", previous_starts_at as "previousStartsAt",
      previous_ends_at as "previousEndsAt", actor_id as "actorId", reason
     from bookings.booking_status_changes where booking_id = $1 order by created_at desc, id desc limit 1`,
    [bookingId],
  )
  return change
}

/** What a booking has of its resources' time. */
export async function claimsOf({ gateway }: Pick<BookingScene, 'gateway'>, bookingId: string) {
  return gateway.sql<Record<string, unknown>>(
    `select resource_id as "resourceId", kind, status, lower(during) as "startsAt", upper(during) as "endsAt"
     from bookings.allocations where booking_id = $1 order by resource_id`,
    [bookingId],
  )
}

export const publicBooking = (id: string): string => publicId('booking', id)
export const publicStation = (id: string): string => publicId('station', id)
export const publicResource = (id: string): string => publicId('resource', id)

/** How many statements the last operations have read with, without the transaction's own and what is recorded of them. */
export function countReads({ gateway }: Pick<BookingScene, 'gateway'>): number {
  return gateway.takeStatements().filter((text) => !/^(BEGIN|COMMIT|insert into audit)/.test(text)).length
}
