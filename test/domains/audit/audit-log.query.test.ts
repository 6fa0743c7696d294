import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updateCustomer } from '#domains/customers/use-cases/update-customer.ts'
import { publicId, readId } from '#graphql/ids.ts'
import { newId } from '#platform/new-id.ts'
import { addServiceItem } from '../../support/bookings.ts'
import {
  actAs,
  addCustomer,
  type Business,
  createBusiness,
  hire,
  hireForAll,
  type StaffMember,
  sceneViewer,
} from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { addOffer, addTier, addUpsell } from '../../support/pricing.ts'

interface Entry {
  id: string
  changedAt: string
  table: string
  operation: string
  recordId: string | null
  recordKey: Record<string, unknown>
  requestId: string | null
  station: { id: string } | null
  organization: { id: string } | null
  actor: { kind: string; id: string | null; name: string | null; user: { fullName: string } | null }
  oldValues: Record<string, unknown> | null
  newValues: Record<string, unknown> | null
}
interface Log {
  auditLog: {
    totalCount: number
    nodes: Entry[]
    pageInfo: { endCursor: string; hasNextPage: boolean }
  }
}

const LOG = `query ($first: Int = 100, $after: String, $filter: AuditLogFilter, $sort: AuditLogSort = CHANGED_AT_DESC) {
  auditLog(first: $first, after: $after, filter: $filter, sort: $sort) { totalCount pageInfo { endCursor hasNextPage }
    nodes { id changedAt table operation recordId recordKey requestId station { id } organization { id }
      actor { kind id name user { fullName } } oldValues newValues } } }`

let gateway: TestGateway
let business: Business
let stranger: Business
let owner: StaffMember
let customer: string

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway, 2)
  stranger = await createBusiness(gateway)
  owner = await hireForAll(gateway, business.organizationId, 'ORGANIZATION_OWNER')
  await hireForAll(gateway, stranger.organizationId, 'ORGANIZATION_OWNER')
  customer = await addCustomer(gateway, business, { email: 'ada@example.com' })
  await addCustomer(gateway, stranger)
})
afterAll(() => gateway.stop())

async function read(variables: object = {}, reader = owner): Promise<Log['auditLog']> {
  return (await gateway.query<Log>(LOG, variables, reader.token)).auditLog
}

const tablesOf = ({ nodes }: Log['auditLog']) => [...new Set(nodes.map(({ table }) => table))].toSorted()
const station = (at: number) => publicId('station', business.stationIds[at] ?? '')

describe('auditLog', () => {
  it('tells who changed what, when and for which request, with ids as everywhere and nothing that is sealed', async () => {
    const { body } = await gateway.send<{ updateCustomer: { customer: { id: string } } }>(
      `mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) {
        ... on UpdateCustomerPayload { customer { id } } } }`,
      { input: { customerId: customer, expectedVersion: 1, name: 'Ada Lovelace', tags: ['vip'] } },
      owner.token,
    )
    expect(body.data?.updateCustomer.customer.id).toBe(customer)
    const { nodes } = await read({ first: 1 })
    expect(nodes).toEqual([
      {
        id: expect.stringMatching(/^audit_[0-7][0-9a-hjkmnp-tv-z]{25}$/),
        changedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        table: 'customers.customers',
        operation: 'UPDATE',
        recordId: customer,
        recordKey: { id: customer },
        requestId: body.extensions?.requestId,
        station: { id: station(0) },
        organization: null,
        actor: {
          kind: 'USER',
          id: publicId('user', owner.userId),
          name: null,
          user: { fullName: expect.stringContaining('ORGANIZATION_OWNER') },
        },
        oldValues: { tags: [], version: 1, name_enc: { changed: true }, name_tokens: { changed: true } },
        newValues: { tags: ['vip'], version: 2, name_enc: { changed: true }, name_tokens: { changed: true } },
      },
    ])
  })

  it('tells who gave a role to whom, and who took it away', async () => {
    const chef = await hire(gateway, business, 'CHEF', [business.stationIds[1] ?? ''])
    const input = { userId: publicId('user', chef.userId), role: 'OBSERVER', stationId: station(1) }
    const change = (name: string, type: string) =>
      gateway.query(
        `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on UserError { message } } }`,
        { input },
        owner.token,
      )
    expect(await change('grantRole', 'GrantRole')).toEqual({ grantRole: { __typename: 'GrantRolePayload' } })
    expect(await change('revokeRole', 'RevokeRole')).toEqual({ revokeRole: { __typename: 'RevokeRolePayload' } })
    const { nodes } = await read({ first: 2, filter: { table: { eq: 'identity.user_roles' } } })
    const [role] = await gateway.sql<{ id: string }>(`select id from identity.roles where code = 'OBSERVER'`)
    const values = expect.objectContaining({
      user_id: input.userId,
      role_id: publicId('role', role?.id ?? ''),
      station_id: station(1),
      assigned_by_id: publicId('user', owner.userId),
    })
    const who = { kind: 'USER', id: publicId('user', owner.userId) }
    expect(nodes).toMatchObject([
      { operation: 'DELETE', actor: who, station: { id: station(1) }, oldValues: values, newValues: null },
      { operation: 'INSERT', actor: who, station: { id: station(1) }, oldValues: null, newValues: values },
    ])
    expect((await read({ filter: { operation: { eq: 'DELETE' } } })).nodes[0]?.id).toBe(nodes[0]?.id)
  })

  it('names rules of prices and lists of items by their ids in the API', async () => {
    const place = { gateway, business, stationId: business.stationIds[0] }
    const parent = await addServiceItem(place)
    const addOn = await addServiceItem(place, { kind: 'ADD_ON', parentIds: [parent] })
    const tier = await addTier(place)
    const offer = await addOffer(place)
    const upsell = await addUpsell(place, addOn, { triggerItemId: parent })
    const newest = async (table: string) => {
      const { nodes } = await read({ first: 1, filter: { table: { eq: `bookings.${table}` } } })
      return nodes[0]?.newValues
    }
    expect(await newest('pricing_tiers')).toMatchObject({ rule_id: publicId('pricing tier', tier) })
    expect(await newest('seasonal_offers')).toMatchObject({ rule_id: publicId('seasonal offer', offer) })
    expect(await newest('upsell_rules')).toMatchObject({
      rule_id: publicId('upsell rule', upsell),
      trigger_item_id: publicId('service item', parent),
      offered_item_id: publicId('service item', addOn),
    })
    const parents = [publicId('service item', parent)]
    expect(await newest('service_items')).toMatchObject({ id: publicId('service item', addOn), parent_ids: parents })
    expect(await newest('service_item_versions')).toMatchObject({ parent_ids: parents })
  })

  it('is paged both ways, counted, and reads a page with three statements', async () => {
    const { totalCount, nodes: all } = await read()
    expect(all).toHaveLength(totalCount)
    const first = await read({ first: 3 })
    const second = await read({ first: 3, after: first.pageInfo.endCursor })
    expect([...first.nodes, ...second.nodes].map(({ id }) => id)).toEqual(all.slice(0, 6).map(({ id }) => id))
    const oldest = await read({ first: 3, sort: 'CHANGED_AT_ASC' })
    expect(oldest.nodes.map(({ id }) => id)).toEqual(
      all
        .slice(-3)
        .reverse()
        .map(({ id }) => id),
    )
    gateway.takeStatements()
    await gateway.query(
      '{ auditLog(first: 100) { nodes { id oldValues actor { user { fullName } } } } }',
      {},
      owner.token,
    )
    expect(gateway.takeStatements()).toHaveLength(4)
  })
})

describe('the filter of auditLog', () => {
  it('finds the changes of one record, of whatever kind, and nothing under the id of another kind', async () => {
    const { customerId } = await updateCustomer(actAs(gateway, sceneViewer(business)), {
      customerId: readId(await addCustomer(gateway, business))?.uuid ?? '',
      expectedVersion: 1,
      fields: { source: 'web' },
    })
    const changes = await read({ filter: { record: { in: [publicId('customer', customerId)] } } })
    expect(changes.nodes.map(({ operation, newValues }) => [operation, newValues?.version])).toEqual([
      ['UPDATE', 2],
      ['INSERT', 1],
    ])
    const inStation = await read({ filter: { record: { in: [station(0), publicId('customer', customerId)] } } })
    expect(inStation.totalCount).toBe(3)
    for (const id of [publicId('booking', customerId), publicId('event', customerId), publicId('customer', newId())]) {
      expect((await read({ filter: { record: { in: [id] } } })).totalCount, id).toBe(0)
    }
    expect(
      (await gateway.send(LOG, { filter: { record: { in: ['?'] } } }, owner.token)).body.errors?.[0],
    ).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } })
  })

  it('finds by table, operation, person, request, time and station', async () => {
    const everything = await read()
    const count = async (filter: object) => (await read({ filter })).totalCount
    const matching = (matches: (entry: Entry) => boolean) => everything.nodes.filter(matches).length
    expect(everything.totalCount).toBe(everything.nodes.length)
    expect(await count({ table: { eq: 'customers.customers' } })).toBe(
      matching(({ table }) => table === 'customers.customers'),
    )
    expect(await count({ table: { eq: 'customers.customers' } })).toBeGreaterThan(1)
    expect(await count({ table: { eq: `customers.'; --` } })).toBe(0)
    for (const operation of ['INSERT', 'UPDATE', 'DELETE']) {
      const expected = matching((entry) => entry.operation === operation)
      expect(expected).toBeGreaterThan(0)
      expect(await count({ operation: { eq: operation } }), operation).toBe(expected)
    }
    const mine = matching(({ actor }) => actor.id === publicId('user', owner.userId))
    expect(mine).toBeGreaterThan(2)
    expect(await count({ actor: { in: [publicId('user', owner.userId)] } })).toBe(mine)
    expect(await count({ actor: { in: [publicId('API key', owner.userId), customer] } })).toBe(mine)
    expect(await count({ actor: { in: [customer] } })).toBe(0)
    const [{ requestId, changedAt } = { requestId: '', changedAt: '' }] = everything.nodes
    expect(await count({ requestId: { eq: requestId } })).toBe(matching((entry) => entry.requestId === requestId))
    expect(await count({ requestId: { eq: 'unknown-request' } })).toBe(0)
    expect(await count({ changedAt: { lt: changedAt } })).toBe(matching((entry) => entry.changedAt < changedAt))
    expect(await count({ changedAt: { gte: changedAt } })).toBe(matching((entry) => entry.changedAt >= changedAt))
    expect(await count({ station: { in: [station(0)] } })).toBe(matching((entry) => entry.station?.id === station(0)))
    expect(await count({ station: { in: [publicId('station', stranger.stationIds[0])] } })).toBe(0)
    expect(await count({ table: { eq: 'customers.customers' }, operation: { eq: 'DELETE' } })).toBe(0)
  })

  it('finds what belongs to no single station, and what does not meet a condition', async () => {
    const everything = await read()
    const count = async (filter: object) => (await read({ filter })).totalCount
    const matching = (matches: (entry: Entry) => boolean) => everything.nodes.filter(matches).length
    const nowhere = matching((entry) => entry.station === null)
    expect(nowhere).toBeGreaterThan(0)
    expect(await count({ station: { isNull: true } })).toBe(nowhere)
    expect(await count({ NOT: { station: { isNull: false } } })).toBe(nowhere)
    expect(await count({ station: { isNull: false } })).toBe(everything.totalCount - nowhere)
    expect(await count({ station: { isNull: true, in: [station(0)] } })).toBe(0)
    const here = matching((entry) => entry.station?.id === station(0))
    expect(await count({ station: { notIn: [station(0)] } })).toBe(everything.totalCount - here)
    expect(await count({ OR: [{ station: { isNull: true } }, { station: { eq: station(0) } }] })).toBe(nowhere + here)
    const mine = matching(({ actor }) => actor.id === publicId('user', owner.userId))
    const notMine = { actor: { notIn: [publicId('user', owner.userId)] } }
    expect(await count(notMine)).toBe(everything.totalCount - mine)
    const ofIt = { record: { eq: customer } }
    const its = await count(ofIt)
    expect(its).toBeGreaterThan(0)
    expect(await count({ NOT: ofIt })).toBe(everything.totalCount - its)
    expect(await count({ AND: [ofIt, { record: { notIn: [customer] } }] })).toBe(0)
  })
})

describe('who reads auditLog', () => {
  it('needs audit:log:read', async () => {
    for (const role of ['STATION_MANAGER', 'CUSTOMER_SUPPORT', 'OBSERVER', 'CHEF'] as const) {
      const { status, body } = await gateway.send(LOG, {}, (await hire(gateway, business, role)).token)
      expect([status, body.errors?.[0]?.message], role).toEqual([403, 'This needs the permission audit:log:read.'])
    }
    expect((await gateway.send(LOG)).body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })

  it('sees nothing of another business', async () => {
    const { nodes } = await read()
    const foreign = new Set([stranger.organizationId, ...stranger.stationIds])
    const scopes = await gateway.sql<{ id: string }>('select scope_id as id from audit.row_changes')
    expect(scopes.some(({ id }) => foreign.has(id))).toBe(true)
    for (const id of stranger.stationIds) expect(JSON.stringify(nodes)).not.toContain(publicId('station', id))
    expect(JSON.stringify(nodes)).not.toContain(publicId('organization', stranger.organizationId))
  })

  it('sees what belongs to the business, or to the platform, only when holding it there as a whole', async () => {
    const ofTheBusiness = ['identity.organizations', 'identity.sessions', 'identity.users']
    expect(tablesOf(await read())).toEqual(expect.arrayContaining(ofTheBusiness))

    const admin = await hire(gateway, business, 'ADMIN', [business.stationIds[0]])
    const log = await read({}, admin)
    expect(new Set(log.nodes.map((entry) => entry.station?.id))).toEqual(new Set([station(0)]))
    expect(tablesOf(log)).toContain('customers.customers')
    // With all stations there are, still not as a whole.
    const everywhere = await hire(gateway, business, 'ADMIN')
    expect(new Set((await read({}, everywhere)).nodes.map((entry) => entry.station?.id))).toEqual(
      new Set([station(0), station(1)]),
    )

    const platform = await hireForAll(gateway, null, 'PLATFORM_SUPPORT')
    const seen = await read({ filter: { table: { eq: 'identity.users' } } }, platform)
    const organizations = new Set(seen.nodes.map(({ organization }) => organization?.id ?? null))
    const both = [business, stranger].map(({ organizationId }) => publicId('organization', organizationId))
    expect(organizations).toEqual(new Set([...both, null]))
    expect(seen.nodes.find(({ organization }) => organization === null)).toMatchObject({
      recordId: publicId('user', platform.userId),
      station: null,
    })
  })
})
