import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findCustomersOfPartner } from '#domains/bookings/store/partner-reads.ts'
import { findByBlindContact } from '#domains/customers/store/contact-reads.ts'
import { createCustomer } from '#domains/customers/use-cases/create-customer.ts'
import { findId } from '#graphql/ids.ts'
import { actOnKey, ROTATE_KEY } from '../../support/api-keys.ts'
import {
  addBooking,
  addChef,
  asGateway,
  type BookingScene,
  countRows,
  hoursLater,
  openBookingScene,
  publicResource,
  publicStation,
} from '../../support/bookings.ts'
import { ExplainedReads } from '../../support/explain.ts'
import { act, bookAsPartner, findOffer, openPartner, type Partner } from '../../support/partners.ts'

let scene: BookingScene
let partner: Partner
let rival: Partner

beforeAll(async () => {
  scene = await openBookingScene()
  partner = await openPartner(scene)
  rival = await openPartner(scene)
})
afterAll(() => scene.gateway.stop())

interface Person {
  name: string
  email?: string | null
  phone?: string | null
}

interface Whole extends Person {
  email: string
  phone: string
}

let windows = 0
let people = 0

/** Somebody whom nobody has booked for so far. */
function invent(): Whole {
  people += 1
  return {
    name: 'Ada Example',
    email: `ada.${people}@example.com`,
    phone: `+1617555${String(people).padStart(4, '0')}`,
  }
}

/** What a booking of its own chef and time is asked by. */
async function inputFor(person: Person, by = partner) {
  windows += 1
  const resourceIds = [publicResource(await addChef(scene))]
  const window = { startsAt: hoursLater(windows * 24), endsAt: hoursLater(windows * 24 + 2) }
  const offerToken = await findOffer(scene, by, { ...window, resourceIds })
  return {
    stationId: publicStation(scene.stationId),
    offerToken,
    adults: 2,
    customer: { ...person, hasConsented: true },
  }
}

/** Books for somebody; gives whom the station has the booking for, by its id there. */
async function bookFor(person: Person, by = partner, mutation = 'createBooking'): Promise<string> {
  const { __typename, booking } = await act(scene, by, mutation, await inputFor(person, by))
  expect(__typename).toMatch(/Payload$/)
  return (await customerOf(booking.id)).id
}

interface Found extends Person {
  id: string
  version: number
}

async function customerOf(id: string): Promise<Found> {
  const { booking } = await scene.gateway.query<{ booking: { customer: Found } }>(
    'query ($id: ID!) { booking(id: $id) { customer { id name email phone version } } }',
    { id },
    scene.manager.token,
  )
  return booking.customer
}

async function find(id: string): Promise<Found> {
  const { customer } = await scene.gateway.query<{ customer: Found }>(
    'query ($id: ID!) { customer(id: $id) { id name email phone version } }',
    { id },
    scene.manager.token,
  )
  return customer
}

async function countCustomers(): Promise<number | undefined> {
  const [row] = await scene.gateway.sql<{ count: number }>('select count(*)::int as count from customers.customers')
  return row?.count
}

describe('somebody for whom a partner has booked before', () => {
  it.each<[string, (person: Whole) => Person]>([
    ['the same address and number', (person) => person],
    ['the same address, in other letters', ({ email }) => ({ name: 'Ada', email: ` ${email.toUpperCase()} ` })],
    [
      'the same number, written otherwise',
      ({ phone }) => ({ name: 'Ada', phone: phone.replace('+1617', '+1 (617) ') }),
    ],
  ])('is the same customer with %s', async (_what, again) => {
    const person = invent()
    const id = await bookFor(person)
    const before = await countCustomers()
    expect(await bookFor(again(person))).toBe(id)
    expect(await bookFor(again(person), partner, 'holdSlot')).toBe(id)
    expect(await countCustomers()).toBe(before)
    expect(await find(id)).toEqual({ id, ...person, version: 1 })
  })

  it('gets what the station does not know yet, and keeps what it knows', async () => {
    const { name, email, phone } = invent()
    const id = await bookFor({ name, email })
    expect(await bookFor({ name: 'Ada Other', email, phone })).toBe(id)
    expect(await find(id)).toEqual({ id, name, email, phone, version: 2 })
    const [event] = await scene.gateway.sql(
      `select type, aggregate_version as version, actor_id as actor, payload from events.domain_events
       where aggregate_type = 'customer' order by position desc limit 1`,
    )
    expect(event).toEqual({ type: 'customer.updated', version: 2, actor: null, payload: { changed: ['phone'] } })
    expect(await bookFor({ name, email, phone: '+16175559999' })).toBe(id)
    expect(await find(id)).toMatchObject({ phone, version: 2 })
  })

  it('is by the address rather than by the number, where those are of two', async () => {
    const [one, other] = [invent(), invent()]
    const id = await bookFor(one)
    await bookFor(other)
    expect(await bookFor({ ...one, phone: other.phone })).toBe(id)
  })

  it('is the same customer for the key that replaces the partner’s', async () => {
    const person = invent()
    const id = await bookFor(person)
    const rotated = await actOnKey(scene.gateway, ROTATE_KEY, { apiKeyId: partner.keyId }, scene.manager)
    expect(await bookFor(person, { ...partner, key: rotated.key as string })).toBe(id)
  })
})

describe('somebody whom the partner has not brought', () => {
  it('is a new customer, though others have brought the same person, and the partner is answered alike', async () => {
    const person = invent()
    const { customerId: ofStaff } = await createCustomer(asGateway(scene), {
      stationId: scene.stationId,
      fields: person,
    })
    const first = await act(scene, partner, 'createBooking', await inputFor(person))
    const nobodys = await act(scene, partner, 'createBooking', await inputFor(invent()))
    const shape = {
      __typename: 'CreateBookingPayload',
      booking: { id: expect.any(String), status: 'PENDING', version: 1 },
    }
    expect([first, nobodys]).toEqual([shape, shape])
    const mine = await customerOf(first.booking.id)
    const theirs = await bookFor(person, rival)
    const [row] = await scene.gateway.sql<{ email_idx: Buffer }>(
      'select email_idx from customers.customers where id = $1',
      [ofStaff],
    )
    const same = await scene.gateway.sql('select id from customers.customers where email_idx = $1', [row?.email_idx])
    expect(same).toHaveLength(3)
    expect(theirs).not.toBe(mine.id)
    expect(await bookFor(person)).toBe(mine.id)
    expect(await bookFor(person, rival)).toBe(theirs)
  })

  it('is a new one each time without address and number', async () => {
    const before = (await countCustomers()) ?? 0
    await bookFor({ name: 'Ada Example' })
    await bookFor({ name: 'Ada Example' })
    expect(await countCustomers()).toBe(before + 2)
  })
})

describe('two first bookings at once for the same person', () => {
  it('are both made, for one customer', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { name, email, phone } = invent()
      const before = (await countCustomers()) ?? 0
      const inputs = [
        await inputFor({ name, email, phone }),
        await inputFor({ name, phone, email }),
        await inputFor({ name, email }),
      ]
      const results = await Promise.all(inputs.map((input) => act(scene, partner, 'createBooking', input)))
      expect(results.map(({ __typename }) => __typename)).toEqual(inputs.map(() => 'CreateBookingPayload'))
      const customers = await Promise.all(results.map(async ({ booking }) => (await customerOf(booking.id)).id))
      expect(new Set(customers).size).toBe(1)
      expect(await countCustomers()).toBe(before + 1)
    }
  })

  it('of two partners are both made, each for a customer of its own', async () => {
    const person = invent()
    const [mine, theirs] = [await inputFor(person), await inputFor(person, rival)]
    const results = await Promise.all([
      act(scene, partner, 'createBooking', mine),
      act(scene, rival, 'createBooking', theirs),
    ])
    const customers = await Promise.all(results.map(async ({ booking }) => (await customerOf(booking.id)).id))
    expect(new Set(customers).size).toBe(2)
  })
})

describe('a refused booking of a partner', () => {
  it('adds nothing to the customer that it would have been for', async () => {
    const { name, email, phone } = invent()
    const id = await bookFor({ name, email })
    const [rows, customers] = [await countRows(scene), await countCustomers()]
    const taken = await inputFor({ name, email, phone })
    const resourceIds = [publicResource(await addChef(scene))]
    await bookAsPartner(scene, rival, { resourceIds })
    const refused = await act(scene, partner, 'createBooking', { ...taken, adults: 3 })
    expect(refused).toMatchObject({ __typename: 'OfferChangedError' })
    expect(await find(id)).toEqual({ id, name, email, phone: null, version: 1 })
    expect(await countCustomers()).toBe((customers ?? 0) + 1)
    expect((await countRows(scene)).bookings).toBe(rows.bookings + 1)
  })
})

describe('the plans of finding a customer again, with thousands of customers and bookings,', () => {
  let reads: ExplainedReads
  let partnerId: string

  beforeAll(async () => {
    const { gateway, stationId } = scene
    const bookingId = await addBooking(scene)
    partnerId = findId('API key', partner.keyId) ?? ''
    await gateway.sql(
      `insert into customers.customers
       select (jsonb_populate_record(customer, jsonb_build_object('id', gen_random_uuid(),
         'email_enc', customer.name_enc, 'phone_enc', customer.name_enc, 'email_idx', blind, 'phone_idx', blind))).*
       from customers.customers as customer, generate_series(1, 5000) as number,
         lateral (select substr(sha256(number::text::bytea), 1, 16) as blind) as made where customer.id = $1`,
      [scene.customerId],
    )
    await gateway.sql(
      `insert into bookings.bookings
       select (jsonb_populate_record(booking, jsonb_build_object('id', gen_random_uuid(), 'reference', 'XX-' || lpad(number::text, 6, '0'),
         'customer_id', customer.id, 'source', 'PARTNER', 'api_key_id', $3::uuid, 'consented_at', booking.created_at))).*
       from bookings.bookings as booking,
         (select id, row_number() over () as number from customers.customers where station_id = $1) as customer
       where booking.id = $2`,
      [stationId, bookingId, partnerId],
    )
    await gateway.sql('analyze customers.customers, bookings.bookings')
    reads = await ExplainedReads.connect(gateway.database.gatewayUrl, { 'app.station_ids': stationId })
  })
  afterAll(() => reads.end())

  it('look at those alone with the address or the number, and at their bookings', async () => {
    const [row] = await scene.gateway.sql<{ emailIdx: Buffer; phoneIdx: Buffer; id: string }>(
      'select email_idx as "emailIdx", phone_idx as "phoneIdx", id from customers.customers order by email_idx limit 1',
    )
    const { emailIdx = Buffer.alloc(0), phoneIdx = Buffer.alloc(0), id = '' } = row ?? {}
    const { stationId } = scene
    expect(await findByBlindContact(reads.asReads(), stationId, { emailIdx, phoneIdx })).toEqual([id])
    expect(await findCustomersOfPartner(reads.asReads(), partnerId, [id])).toEqual(new Set([id]))
    expect(reads.work.map(({ indexes }) => indexes)).toEqual([
      ['customers_station_id_email_idx_idx'],
      ['customers_station_id_phone_idx_idx'],
      [expect.stringMatching(/^bookings_customer_id_(starts|created)_at_id_idx$/)],
    ])
    for (const { rowsRead } of reads.work) expect(Math.max(0, ...rowsRead.values())).toBeLessThanOrEqual(2)
  })
})
