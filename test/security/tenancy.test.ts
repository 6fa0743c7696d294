import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEscalation } from '#domains/support/use-cases/create-escalation.ts'
import { publicId } from '#graphql/ids.ts'
import { permissions } from '#kernel/permissions.ts'
import type { UserViewer } from '#kernel/viewer.ts'
import { actAs, type Business, createBusiness, hireOwner, type StaffMember } from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { settleLog } from '../support/settled-log.ts'
import { openSocket } from '../support/socket.ts'
import { inventIds } from './crowd.ts'
import { type IdOperation, type Ids, operationsWith } from './foreign-id-operations.ts'
import { furnish } from './furnish.ts'

let everyStation: string[] = []

/** Takes all checks of the application away: every permission is held everywhere. Row-level security stays as it is. */
function withoutChecks(viewer: UserViewer): UserViewer {
  class Everywhere extends Set<string> {
    override has() {
      return true
    }
  }
  const stationIds = Object.assign([...viewer.stationIds], { includes: () => true })
  const held = new Everywhere(everyStation)
  const grants = new Map(Object.keys(permissions).map((permission) => [permission, held])) as UserViewer['grants']
  return { ...viewer, stationIds, grants }
}

describe.each([
  { checks: 'on', decorate: (viewer: UserViewer) => viewer },
  { checks: 'off, so that row-level security is alone', decorate: withoutChecks },
])('with the checks of the application $checks', ({ decorate }) => {
  let decorating = false
  let gateway: TestGateway
  let owner: StaffMember
  let own: Ids
  let foreign: Ids
  let stranger: Business

  beforeAll(async () => {
    gateway = await startTestGateway({
      decorateAuthenticator: (authenticator) => ({
        async authenticate(token, audience, ip) {
          const found = await authenticator.authenticate(token, audience, ip)
          return found && decorating ? { ...found, viewer: decorate(found.viewer as UserViewer) } : found
        },
      }),
    })
    const business = await createBusiness(gateway)
    stranger = await createBusiness(gateway)
    everyStation = [...business.stationIds, ...stranger.stationIds]
    owner = await hireOwner(gateway, business)
    own = await furnish(gateway, business, owner)
    foreign = await furnish(gateway, stranger, await hireOwner(gateway, stranger))
    decorating = true
  })
  afterAll(() => gateway.stop())

  async function answer({ query, variables }: IdOperation) {
    const { status, body } = await gateway.send(query, variables, owner.token)
    return {
      status,
      data: body.data,
      errors: body.errors?.map(({ message, path, extensions: { code } }) => ({ message, path, code })),
    }
  }

  /** Everything that the stranger's station has, in one number. */
  const fingerprint = () =>
    gateway.sql(
      `select (select count(*) from customers.customers where station_id = $1) as customers,
        (select sum(version) from customers.customers where station_id = $1) as customer_versions,
        (select sum(version) from bookings.bookings where station_id = $1) as booking_versions,
        (select sum(version) from support.escalations where station_id = $1) as escalation_versions,
        (select count(*) from bookings.allocations where station_id = $1) as allocations,
        (select count(*) from identity.api_key_stations where station_id = $1) as api_keys,
        (select sum(version) from identity.api_keys where organization_id = $2) as api_key_versions,
        (select version from bookings.price_books where organization_id = $2) as price_book_version,
        (select count(*) from bookings.calendar_feeds where station_id = $1) as feeds,
        (select string_agg(token_hash::text, '') from bookings.calendar_feeds where station_id = $1) as feed_secrets,
        (select count(*) from events.domain_events where station_id = $1) as events,
        (select sum(version) from identity.stations where organization_id = $2) as station_versions,
        (select version from identity.organizations where id = $2) as organization_version,
        (select sum(version) from identity.users where organization_id = $2) as user_versions,
        (select count(*) from identity.user_roles where organization_id = $2) as roles,
        (select count(*) from identity.invitations where organization_id = $2 and revoked_at is null) as invitations`,
      [stranger.stationIds[0], stranger.organizationId],
    )

  it('every operation that takes an id answers the id of another station like one that does not exist', async () => {
    const before = await fingerprint()
    const withForeign = operationsWith(own, foreign)
    const withUnknown = operationsWith(own, inventIds())
    for (const [at, operation] of withForeign.entries()) {
      const told = await answer(operation)
      const expected = await answer(withUnknown[at] as IdOperation)
      expect(told, operation.name).toEqual(expected)
      expect(told.status, operation.name).toBe(200)
      expect(JSON.stringify(told), operation.name).not.toContain('INTERNAL_SERVER_ERROR')
    }
    expect(await fingerprint()).toEqual(before)
  })

  it('lists and look-ups show nothing of another station', async () => {
    const lists = await gateway.query<Record<string, { totalCount: number; nodes: { id: string }[] }>>(
      `{ customers(first: 100) { totalCount nodes { id } } bookings(first: 100) { totalCount nodes { id } }
         escalations(first: 100) { totalCount nodes { id } } resources(first: 100) { totalCount nodes { id } }
         menu(first: 100) { totalCount nodes { id } } users(first: 100) { totalCount nodes { id } }
         apiKeys(first: 100) { totalCount nodes { id } } calendarFeeds(first: 100) { totalCount nodes { id } } }`,
      {},
      owner.token,
    )
    const seen = Object.values(lists).flatMap(({ nodes }) => nodes.map(({ id }) => id))
    expect(seen).toContain(own.customer)
    expect(seen.filter((id) => Object.values(foreign).includes(id))).toEqual([])
  })

  it('alerts of another station do not arrive, named or not', async () => {
    await settleLog(gateway)
    const socket = openSocket(gateway.url, owner.token)
    const query = `subscription ($stationIds: [ID!]) { escalationAlerts(stationIds: $stationIds) {
      __typename ... on EscalationAlert { escalation { id } } } }`
    const all = socket.subscribe(query)
    const named = socket.subscribe(query, { stationIds: [foreign.station, own.station] })
    for (const subscription of [all, named]) {
      expect((await subscription.next()).data).toEqual({ escalationAlerts: { __typename: 'CaughtUp' } })
    }
    const open = (stationId: string) =>
      createEscalation(
        actAs(gateway, { kind: 'system', scope: 'platform', stationIds: everyStation, organizationIds: [] }),
        {
          stationId,
          customerId: null,
          bookingId: null,
          fields: { reason: 'OTHER', summary: 'Something', priority: 'HIGH' },
        },
      )
    await open(everyStation[1] ?? '')
    const { escalationId } = await open(everyStation[0] ?? '')
    const alert = { __typename: 'EscalationAlert', escalation: { id: publicId('escalation', escalationId) } }
    for (const subscription of [all, named]) {
      expect((await subscription.next()).data).toEqual({ escalationAlerts: alert })
      expect(subscription.waiting).toEqual([])
    }
    await socket.close()
  })
})

it('the operations do succeed with own ids, so that a refusal means something', async () => {
  const gateway = await startTestGateway()
  const business = await createBusiness(gateway)
  const owner = await hireOwner(gateway, business)
  const own = await furnish(gateway, business, owner)
  const succeeded = new Set<string>()
  for (const { name, query, variables } of operationsWith(own, own)) {
    const { body } = await gateway.send<Record<string, { __typename?: string } | null>>(query, variables, owner.token)
    const [result] = Object.values(body.data ?? {})
    if (!body.errors && result && !result.__typename?.endsWith('Error')) succeeded.add(name)
  }
  expect([...succeeded].toSorted()).toEqual(
    expect.arrayContaining([
      'addCustomerNote',
      'apiKey',
      'booking',
      'confirmBooking',
      'createApiKey',
      'createBooking',
      'createCalendarFeed',
      'createEscalation',
      'createStation',
      'customer',
      'inviteUser',
      'node',
      'nodes',
      'organization',
      'revokeApiKey',
      'revokeCalendarFeed',
      'revokeInvite',
      'rotateApiKey',
      'rotateCalendarFeed',
      'updateApiKey',
      'updateOrganization',
      'updateStation',
      'updateUser',
    ]),
  )
  await gateway.stop()
})
