import { isInterfaceType, isObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSchema } from '#graphql/schema.ts'
import { furnish } from '../security/furnish.ts'
import { ALL_SCOPES, actOnKey, CREATE_KEY } from '../support/api-keys.ts'
import { type Business, createBusiness, hire, hireOwner, PASSWORD, type StaffMember } from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

const schema = buildSchema('all')
const Node = schema.getType('Node')
const nodeTypes = isInterfaceType(Node) ? schema.getPossibleTypes(Node).map(({ name }) => name) : []

let gateway: TestGateway
let business: Business
let owner: StaffMember
let strange: StaffMember
/** An id of each type. */
let own: Record<string, string>
let foreign: Record<string, string>

const FURTHER = `query ($customer: ID!) {
  customer(id: $customer) { name notes(first: 1) { nodes { id } } }
  bookings(first: 1) { nodes { items { id } history(first: 1) { nodes { id } } } }
  escalations(first: 1) { nodes { history(first: 1) { nodes { id } } } }
  roles { id code }
  auditLog(first: 1, filter: { station: { isNull: false } }) { nodes { id } }
}`

interface Nodes {
  nodes: { id: string }[]
}
interface Further {
  customer: { notes: Nodes }
  bookings: { nodes: { items: { id: string }[]; history: Nodes }[] }
  escalations: { nodes: { history: Nodes }[] }
  roles: { id: string; code: string }[]
  auditLog: Nodes
}

/** One of everything that a business can have. */
async function collect(place: Business, by: StaffMember): Promise<Record<string, string>> {
  const ids = await furnish(gateway, place, by)
  await gateway.query(
    `mutation ($note: AddCustomerNoteInput!) { addCustomerNote(input: $note) { __typename } }`,
    { note: { customerId: ids.customer, body: 'Likes it hot' } },
    by.token,
  )
  await gateway.sql(
    `insert into bookings.booking_items (id, organization_id, station_id, booking_id, service_item_id, position, name, per,
       unit_price_cents, quantity, line_total_cents)
     select gen_random_uuid(), organization_id, booking.station_id, booking.id, item.id, 9 + row_number() over (), item.name, item.per, 1000, 1, 1000
     from bookings.bookings as booking, bookings.service_items as item
     where booking.station_id = $1 and item.organization_id = $2`,
    [place.stationIds[0], place.organizationId],
  )
  await gateway.sql(
    `insert into identity.roles (id, organization_id, code, name, rank, updated_at)
     values (gen_random_uuid(), $1, 'HOUSE', 'House', 1, now())`,
    [place.organizationId],
  )
  const further = await gateway.query<Further>(FURTHER, { customer: ids.customer }, by.token)
  const log = await gateway.query<{ piiAccessLog: Nodes }>('{ piiAccessLog(first: 1) { nodes { id } } }', {}, by.token)
  const [booking] = further.bookings.nodes
  const found = {
    Organization: ids.organization,
    Invitation: ids.invitation,
    Station: ids.station,
    Customer: ids.customer,
    CustomerNote: further.customer.notes.nodes[0]?.id,
    Booking: ids.booking,
    BookingItem: booking?.items[0]?.id,
    BookingStatusChange: booking?.history.nodes[0]?.id,
    Escalation: ids.escalation,
    EscalationEvent: further.escalations.nodes[0]?.history.nodes[0]?.id,
    Resource: ids.resource,
    AvailabilityOverride: ids.override,
    TimeOff: ids.timeOff,
    CalendarFeed: ids.calendarFeed,
    ServiceItem: ids.serviceItem,
    PricingTier: ids.pricingTier,
    SeasonalOffer: ids.seasonalOffer,
    UpsellRule: ids.upsellRule,
    User: ids.user,
    Session: ids.session,
    Role: further.roles.find(({ code }) => code === 'HOUSE')?.id,
    ApiKey: ids.apiKey,
    AuditEntry: further.auditLog.nodes[0]?.id,
    PiiAccess: log.piiAccessLog.nodes[0]?.id,
  }
  for (const [type, id] of Object.entries(found)) if (!id) throw new Error(`there is no ${type}`)
  return found as Record<string, string>
}

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway)
  const other = await createBusiness(gateway)
  owner = await hireOwner(gateway, business)
  strange = await hireOwner(gateway, other)
  own = await collect(business, owner)
  foreign = await collect(other, strange)
})

afterAll(() => gateway.stop())

const ONE = 'query ($id: ID!) { node(id: $id) { __typename id } }'
const MANY = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }'

const find = async (id: string | undefined, token: string) =>
  (await gateway.query<{ node: { __typename: string; id: string } | null }>(ONE, { id }, token)).node

describe('node', () => {
  it('is for every type that has an id', () => {
    const withId = Object.values(schema.getTypeMap()).filter(
      (type) => isObjectType(type) && type.name !== 'AuditActor' && 'id' in type.getFields(),
    )
    expect(withId.map(({ name }) => name).sort()).toEqual([...nodeTypes].sort())
    expect(Object.keys(own).sort()).toEqual([...nodeTypes].sort())
  })

  it.each(nodeTypes)('finds a %s of one’s own, and none of another business', async (type) => {
    expect(await find(own[type], owner.token)).toEqual({ __typename: type, id: own[type] })
    expect(await find(foreign[type], strange.token)).toEqual({ __typename: type, id: foreign[type] })
    expect(await find(foreign[type], owner.token)).toBeNull()
    expect(await find(own[type], strange.token)).toBeNull()
  })

  it.each(nodeTypes)('finds no %s with an id that nothing has', async (type) => {
    const [prefix] = own[type]?.split('_') ?? []
    expect(await find(`${prefix}_01h455vb4pex5vsknk084sn02q`, owner.token)).toBeNull()
  })

  it('shows to somebody who serves only what serving takes', async () => {
    const chef = await hire(gateway, business, 'CHEF')
    const found = await Promise.all(nodeTypes.map((type) => find(own[type], chef.token)))
    expect(found.flatMap((node) => node?.__typename ?? []).sort()).toEqual([
      'AvailabilityOverride',
      'Booking',
      'BookingItem',
      'BookingStatusChange',
      'Customer',
      'CustomerNote',
      'Escalation',
      'EscalationEvent',
      'Organization',
      'Resource',
      'ServiceItem',
      'Station',
    ])
  })

  it('shows oneself, and the session that asks', async () => {
    const chef = await hire(gateway, business, 'CHEF')
    const { viewer, sessions } = await gateway.query<{ viewer: { user: { id: string } }; sessions: Nodes }>(
      '{ viewer { user { id } } sessions(first: 1) { nodes { id } } }',
      {},
      chef.token,
    )
    expect(await find(viewer.user.id, chef.token)).toEqual({ __typename: 'User', id: viewer.user.id })
    const session = sessions.nodes[0]?.id
    expect(await find(session, chef.token)).toEqual({ __typename: 'Session', id: session })
    expect(await find(session, owner.token)).toBeNull()
    await gateway.sql(
      'update identity.sessions set last_used_at = last_used_at - interval $$8 days$$ where user_id = $1',
      [chef.userId],
    )
    expect(await find(session, chef.token)).toBeNull()
  })

  it('finds nothing of a type that the audience does not know', async () => {
    const chef = gateway.on('chef')
    const { signIn } = await chef.query<{ signIn: { accessToken: string } }>(
      `mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInPayload { accessToken } } }`,
      { input: { email: owner.email, password: PASSWORD } },
    )
    const ask = (id: string | undefined) => chef.query(ONE, { id }, signIn.accessToken)
    expect(await ask(own.ApiKey)).toEqual({ node: null })
    expect(await ask(own.Station)).toEqual({ node: { __typename: 'Station', id: own.Station } })
  })

  it('gives a partner what its key may read, and the key itself alone', async () => {
    const input = { name: 'Partner', stationIds: [own.Station], scopes: ALL_SCOPES }
    const { apiKey, key } = await actOnKey(gateway, CREATE_KEY, input, owner)
    const partner = gateway.on('public')
    const ask = async (id: string | undefined) =>
      (await partner.query<{ node: { __typename: string } | null }>(ONE, { id }, key)).node?.__typename ?? null
    expect(await ask(apiKey.id)).toBe('ApiKey')
    expect(await ask(own.ApiKey)).toBeNull()
    expect(await ask(own.Station)).toBe('Station')
    expect(await ask(own.ServiceItem)).toBe('ServiceItem')
    expect(await ask(foreign.Station)).toBeNull()
    expect(await ask(own.Booking)).toBeNull()
  })

  it('refuses what is no id, and who has not signed in', async () => {
    const { status, body } = await gateway.send(ONE, { id: 'nothing' }, owner.token)
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT'])
    expect((await gateway.send(ONE, { id: own.Customer })).status).toBe(401)
  })
})

describe('nodes', () => {
  it('answers each id in its place', async () => {
    const ids = [own.Booking, foreign.Booking, own.Customer, own.Booking, 'member_01h455vb4pex5vsknk084sn02q']
    const { nodes } = await gateway.query<{ nodes: unknown[] }>(MANY, { ids }, owner.token)
    expect(nodes).toEqual([
      { __typename: 'Booking', id: own.Booking },
      null,
      { __typename: 'Customer', id: own.Customer },
      { __typename: 'Booking', id: own.Booking },
      null,
    ])
  })

  it('takes one statement for each kind, however many ids there are', async () => {
    const count = async (ids: (string | undefined)[]) => {
      gateway.takeStatements()
      await gateway.query(MANY, { ids }, owner.token)
      return gateway.takeStatements().length
    }
    const kinds = Object.values(own)
    const both = nodeTypes.flatMap((type) => [own[type], foreign[type]])
    // Begin and commit; each kind; for API keys what one may do in whole organizations, for invitations who is invited.
    expect(await count(kinds)).toBe(2 + kinds.length + 2)
    expect(await count(both)).toBe(2 + kinds.length + 2)
  })

  it('takes at most 100 ids', async () => {
    const { status, body } = await gateway.send(MANY, { ids: Array(101).fill(own.Customer) }, owner.token)
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT'])
  })
})
