import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { addCustomer, type Business, createBusiness, hire, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { act, CUSTOMER, type CustomerAnswer, readTables, UPDATE } from './operations.ts'

let gateway: TestGateway
let business: Business
let clerk: StaffMember
let observer: StaffMember
let stranger: StaffMember
let customerId: string

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway)
  clerk = await hire(gateway, business, 'CUSTOMER_SUPPORT')
  observer = await hire(gateway, business, 'OBSERVER')
  stranger = await hire(gateway, await createBusiness(gateway), 'STATION_MANAGER')
})

beforeEach(async () => {
  customerId = await addCustomer(gateway, business, {
    name: 'Ada Lovelace',
    email: 'ada@example.com',
    phone: '+16175550123',
    address: '12 St James’s Square',
    tags: ['vip'],
    source: 'referral',
  })
})

afterAll(() => gateway.stop())

const update = (fields: object, by = clerk) => act(gateway, UPDATE, { customerId, expectedVersion: 1, ...fields }, by)

async function read(): Promise<CustomerAnswer> {
  return (await gateway.query<{ customer: CustomerAnswer }>(CUSTOMER, { id: customerId }, clerk.token)).customer
}

async function lastEvent() {
  const [event] = await gateway.sql(
    'select type, aggregate_version, actor_id, payload from events.domain_events order by position desc limit 1',
  )
  return event
}

describe('changing a customer', () => {
  it('changes what is given and nothing else', async () => {
    const before = await read()
    const { __typename, customer } = await update({ name: 'Augusta Ada King', phone: '+44 20 7946 0018' })
    expect(__typename).toBe('UpdateCustomerPayload')
    expect(customer).toEqual({
      ...before,
      name: 'Augusta Ada King',
      phone: '+442079460018',
      version: 2,
      updatedAt: expect.any(String),
    })
    expect(await read()).toEqual(customer)
    expect(Date.parse(customer.updatedAt)).toBeGreaterThan(Date.parse(before.updatedAt))
  })

  it('clears what is null, where something may be missing', async () => {
    const { customer } = await update({ email: null, phone: null, address: null, source: null })
    expect(customer).toMatchObject({ email: null, phone: null, address: null, source: null, name: 'Ada Lovelace' })
  })

  it('replaces all tags', async () => {
    expect((await update({ tags: ['regular'] })).customer.tags).toEqual(['regular'])
    expect((await update({ tags: [], expectedVersion: 2 })).customer.tags).toEqual([])
  })

  it('tells which fields have changed, never what they say', async () => {
    await update({ name: 'Grace', email: 'grace@example.com', locale: 'de', tonePreference: 'CONCISE' })
    expect(await lastEvent()).toEqual({
      type: 'customer.updated',
      aggregate_version: 2,
      actor_id: clerk.userId,
      payload: { changed: ['name', 'email', 'locale', 'tonePreference'] },
    })
  })
})

describe('a change that comes too late', () => {
  it('is refused with the version that there is, and nothing happens', async () => {
    await update({ name: 'First' })
    const before = await readTables(gateway)
    for (const expectedVersion of [1, 3, 0, -1]) {
      expect(await update({ name: 'Second', expectedVersion })).toMatchObject({
        __typename: 'VersionConflictError',
        code: 'VERSION_CONFLICT',
        path: ['expectedVersion'],
        currentVersion: 2,
      })
    }
    expect(await readTables(gateway)).toEqual(before)
  })

  it('because another came at the same moment is refused: exactly one of many wins', async () => {
    const names = Array.from({ length: 12 }, (_, at) => `Name ${at}`)
    const results = await Promise.all(names.map((name) => update({ name })))
    const winners = results.filter(({ __typename }) => __typename === 'UpdateCustomerPayload')
    const losers = results.filter(({ __typename }) => __typename === 'VersionConflictError')
    expect([winners.length, losers.length]).toEqual([1, 11])
    for (const { currentVersion } of losers) expect(currentVersion).toBe(2)
    expect(await read()).toEqual(winners[0]?.customer)
    const events = await gateway.sql(
      `select aggregate_version from events.domain_events where payload->'changed' = '["name"]'
       and aggregate_id = (select aggregate_id from events.domain_events order by position desc limit 1)`,
    )
    expect(events).toEqual([{ aggregate_version: 2 }])
  })
})

describe('a change that cannot be made', () => {
  it.each<[string, object, string[][]]>([
    ['of nothing', {}, [[]]],
    ['to no name', { name: null }, [['name']]],
    ['to an empty name', { name: '' }, [['name']]],
    ['to no language', { locale: null }, [['locale']]],
    ['to no tone', { tonePreference: null }, [['tonePreference']]],
    ['to no tags at all', { tags: null }, [['tags']]],
    ['to an e-mail address that is none', { email: 'ada@' }, [['email']]],
    ['to several wrong things', { email: 'x', phone: 'y', source: '' }, [['email'], ['phone'], ['source']]],
  ])('%s is refused with all that is wrong, and nothing happens', async (_what, fields, paths) => {
    const before = await readTables(gateway)
    const result = await update(fields)
    expect(result.__typename).toBe('ValidationError')
    expect(result.issues.map(({ path }) => path)).toEqual(paths)
    for (const { message } of result.issues) expect(message).toMatch(/^(must|cannot) |^Give /)
    expect(await readTables(gateway)).toEqual(before)
  })

  it.each<[string, () => { id: string; by: StaffMember }]>([
    ['of nobody', () => ({ id: publicId('customer', '01980000-0000-7000-8000-000000000000'), by: clerk })],
    ['of another business', () => ({ id: customerId, by: stranger })],
    ['that is none', () => ({ id: publicId('user', clerk.userId), by: clerk })],
  ])('to a customer %s: there is no such customer', async (_whose, make) => {
    const before = await readTables(gateway)
    const { id, by } = make()
    const result = await update({ customerId: id, name: 'Eve' }, by)
    expect(result).toEqual({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      message: 'There is no such customer.',
      path: ['customerId'],
    })
    expect(await readTables(gateway)).toEqual(before)
  })

  it('by who may only look is refused, and nothing happens', async () => {
    const before = await readTables(gateway)
    const { status, body } = await gateway.send(
      UPDATE,
      { input: { customerId, expectedVersion: 1, name: 'Eve' } },
      observer.token,
    )
    expect(status).toBe(403)
    expect(body.errors?.[0]?.message).toBe('This needs the permission customers:customer:update.')
    expect(await readTables(gateway)).toEqual(before)
  })
})
