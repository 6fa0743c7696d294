import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { type Business, createBusiness, hire, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { act, CREATE, CUSTOMER, type CustomerAnswer, readTables } from './operations.ts'

let gateway: TestGateway
let business: Business
let clerk: StaffMember
let observer: StaffMember
let stranger: StaffMember
let stationId: string

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway, 2)
  stationId = publicId('station', business.stationIds[0])
  clerk = await hire(gateway, business, 'CUSTOMER_SUPPORT', [business.stationIds[0]])
  observer = await hire(gateway, business, 'OBSERVER')
  stranger = await hire(gateway, await createBusiness(gateway), 'STATION_MANAGER')
})

afterAll(() => gateway.stop())

const create = (fields: object, by = clerk) => act(gateway, CREATE, { stationId, ...fields }, by)

describe('adding a customer', () => {
  it('keeps all that was given, in one form', async () => {
    const { __typename, customer } = await create({
      name: '  Ada  Lovelace ',
      email: ' Ada.Lovelace@Example.COM ',
      phone: '+1 (617) 555-0123',
      address: ' 12 St James’s Square ',
      locale: 'en-GB',
      tonePreference: 'FORMAL',
      tags: ['vip', ' allergic ', 'vip'],
      source: ' referral ',
    })
    expect(__typename).toBe('CreateCustomerPayload')
    expect(customer).toEqual({
      id: expect.stringMatching(/^customer_[0-9a-z]{26}$/),
      station: { id: stationId },
      name: 'Ada  Lovelace',
      email: 'ada.lovelace@example.com',
      phone: '+16175550123',
      address: '12 St James’s Square',
      locale: 'en-GB',
      tonePreference: 'FORMAL',
      tags: ['vip', 'allergic'],
      source: 'referral',
      version: 1,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    })
    const read = await gateway.query<{ customer: CustomerAnswer }>(CUSTOMER, { id: customer.id }, clerk.token)
    expect(read.customer).toEqual(customer)
  })

  it('needs a name and nothing else', async () => {
    const { customer } = await create({ name: 'Ada' })
    expect(customer).toMatchObject({
      name: 'Ada',
      email: null,
      phone: null,
      address: null,
      locale: 'en',
      tonePreference: 'CASUAL',
      tags: [],
      source: null,
    })
    const nulls = {
      email: null,
      phone: null,
      address: null,
      locale: null,
      tonePreference: null,
      tags: null,
      source: null,
    }
    expect((await create({ name: 'Ada', ...nulls })).customer).toMatchObject({ locale: 'en', tags: [], email: null })
  })

  it('keeps names of every script as they are', async () => {
    for (const name of ['李小龍', 'محمد', 'Ólöf Sævarsdóttir', 'Zoë 🦊', 'נועה', '٣', 'e\u0301', '\u202Eevil']) {
      expect((await create({ name })).customer.name).toBe(name)
    }
  })

  it('has room for the longest of everything, in any script', async () => {
    const { customer } = await create({
      name: '界'.repeat(200),
      address: '🦊'.repeat(250),
      email: `${'e'.repeat(64)}@${'x'.repeat(63)}.${'y'.repeat(63)}.${'z'.repeat(57)}.com`,
      phone: '+4312345678901',
      locale: 'sl-Latn-IT-rozaj-nedis-1996',
      tags: Array.from({ length: 50 }, (_, at) => `${'界'.repeat(48)}${String(at).padStart(2, '0')}`),
      source: '界'.repeat(100),
    })
    expect(customer.name).toHaveLength(200)
    expect(customer.tags).toHaveLength(50)
  })

  it('tells of it, without saying who it is', async () => {
    const { customer } = await create({ name: 'Grace Hopper', email: 'grace@example.com', source: 'web' })
    const [event] = await gateway.sql(
      `select type, aggregate_type, aggregate_version, actor_id, station_id, payload, request_id from events.domain_events
       order by position desc limit 1`,
    )
    expect(event).toEqual({
      type: 'customer.created',
      aggregate_type: 'customer',
      aggregate_version: 1,
      actor_id: clerk.userId,
      station_id: business.stationIds[0],
      payload: { source: 'web' },
      request_id: expect.any(String),
    })
    expect(customer.version).toBe(1)
  })

  it('may happen many times at once', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, (_, at) => create({ name: `Customer ${at}` })))
    expect(new Set(results.map(({ customer }) => customer.id)).size).toBe(20)
    expect(results.map(({ customer }) => customer.name)).toEqual(results.map((_, at) => `Customer ${at}`))
  })
})

describe('a customer that cannot be added', () => {
  it.each<[string, object, string[][]]>([
    ['without a name', { name: '  ' }, [['name']]],
    ['with a name of 201 characters', { name: 'x'.repeat(201) }, [['name']]],
    ['with an e-mail address that is none', { name: 'Ada', email: 'ada' }, [['email']]],
    ['with an empty e-mail address', { name: 'Ada', email: '' }, [['email']]],
    ['with an e-mail address of 255 characters', { name: 'Ada', email: `${'a'.repeat(243)}@example.com` }, [['email']]],
    ['with a phone number without its country', { name: 'Ada', phone: '617 555 0123' }, [['phone']]],
    ['with a phone number of letters', { name: 'Ada', phone: 'call me' }, [['phone']]],
    ['with a phone number that is too long', { name: 'Ada', phone: `+1${'6'.repeat(300)}` }, [['phone']]],
    ['with an empty address', { name: 'Ada', address: ' ' }, [['address']]],
    ['with an address of 501 characters', { name: 'Ada', address: 'x'.repeat(501) }, [['address']]],
    ['with a language that is none', { name: 'Ada', locale: 'english!' }, [['locale']]],
    [
      'with a language of 36 characters',
      { name: 'Ada', locale: `en-${'a'.repeat(8)}-x-${'a'.repeat(8)}-${'b'.repeat(8)}-cccc` },
      [['locale']],
    ],
    ['with 51 tags', { name: 'Ada', tags: Array.from({ length: 51 }, (_, at) => `${at}`) }, [['tags']]],
    ['with an empty tag', { name: 'Ada', tags: ['vip', ''] }, [['tags', '1']]],
    ['with a tag of 51 characters', { name: 'Ada', tags: ['x'.repeat(51)] }, [['tags', '0']]],
    ['with an empty source', { name: 'Ada', source: '' }, [['source']]],
    ['with a source of 101 characters', { name: 'Ada', source: 'x'.repeat(101) }, [['source']]],
    [
      'with several things wrong',
      { name: '', email: '@', phone: '0', locale: '-' },
      [['name'], ['email'], ['phone'], ['locale']],
    ],
  ])('%s is refused with all that is wrong, and nothing happens', async (_what, fields, paths) => {
    const before = await readTables(gateway)
    const result = await create(fields)
    expect(result).toMatchObject({ __typename: 'ValidationError', code: 'VALIDATION_FAILED', path: paths[0] })
    expect(result.issues.map(({ path }) => path)).toEqual(paths)
    for (const { message } of result.issues) expect(message).toMatch(/^(must|cannot) /)
    expect(await readTables(gateway)).toEqual(before)
  })

  it.each<[string, () => string]>([
    ['that never was', () => publicId('station', '01980000-0000-7000-8000-000000000000')],
    ['of somebody else', () => publicId('station', business.stationIds[1] ?? '')],
    ['that is something else', () => publicId('user', clerk.userId)],
  ])('at a station %s: there is no such station', async (_what, id) => {
    const before = await readTables(gateway)
    const result = await create({ name: 'Ada', stationId: id() })
    expect(result).toMatchObject({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      message: 'There is no such station.',
    })
    expect(result.path).toEqual(['stationId'])
    expect(await readTables(gateway)).toEqual(before)
  })

  it('at a station whose id is no id is refused as such', async () => {
    const result = await create({ name: 'Ada', stationId: 'home' })
    expect(result).toMatchObject({ __typename: 'ValidationError', path: ['stationId'] })
  })

  it('by who may only look, or by nobody, is refused before anything else', async () => {
    const before = await readTables(gateway)
    const input = { stationId, name: '' }
    const denied = await gateway.send(CREATE, { input }, observer.token)
    expect(denied.status).toBe(403)
    expect(denied.body.errors?.[0]?.message).toBe('This needs the permission customers:customer:create.')
    expect((await gateway.send(CREATE, { input })).status).toBe(401)
    expect(await create({ name: 'Ada' }, stranger)).toMatchObject({ code: 'NOT_FOUND' })
    expect(await readTables(gateway)).toEqual(before)
  })

  it('at a station where one may only look is refused with the permission that is missing', async () => {
    const both = await hire(gateway, business, 'OBSERVER', [business.stationIds[0]])
    await gateway.sql(
      `insert into identity.user_roles (id, user_id, role_id, organization_id, station_id)
       select gen_random_uuid(), $1, id, $2, $3 from identity.roles where code = 'CUSTOMER_SUPPORT'`,
      [both.userId, business.organizationId, business.stationIds[1]],
    )
    const { body } = await gateway.send(CREATE, { input: { stationId, name: 'Ada' } }, both.token)
    expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  })
})
