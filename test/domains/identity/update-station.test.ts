import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import {
  addCustomer,
  type Business,
  createBusiness,
  hire,
  hireOwner,
  type StaffMember,
} from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { act, attempt, readEvents, readTables } from './staff.ts'

let gateway: TestGateway
let business: Business
let stationId: string
let owner: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
})

beforeEach(async () => {
  business = await createBusiness(gateway, 2)
  stationId = publicId('station', business.stationIds[0])
  owner = await hireOwner(gateway, business)
})

afterAll(() => gateway.stop())

const update = (fields: object, by = owner) =>
  act(gateway, 'updateStation', { stationId, expectedVersion: 1, ...fields }, by)

async function book(): Promise<string> {
  const input = {
    stationId,
    customerId: await addCustomer(gateway, business),
    kind: 'CATERING',
    adults: 2,
    startsAt: '2093-01-01T18:00:00.000Z',
    endsAt: '2093-01-01T20:00:00.000Z',
  }
  const { createBooking } = await gateway.query<{ createBooking: { __typename: string } }>(
    'mutation ($input: CreateBookingInput!) { createBooking(input: $input) { __typename } }',
    { input },
    owner.token,
  )
  return createBooking.__typename
}

describe('changing a station', () => {
  it('changes what is given and nothing else, and tells what', async () => {
    const { station: before } = await update({ name: 'Old' })
    const point = { latitude: 52.52, longitude: 13.405 }
    const { __typename, station } = await update({
      expectedVersion: 2,
      code: 'ber',
      timezone: 'Europe/Berlin',
      currency: 'EUR',
      address: 'Torstraße 10, Berlin',
      coordinates: point,
      serviceRadiusKm: 30,
    })
    expect(__typename).toBe('UpdateStationPayload')
    expect(station).toEqual({
      ...before,
      code: 'BER',
      timezone: 'Europe/Berlin',
      currency: 'EUR',
      address: 'Torstraße 10, Berlin',
      coordinates: point,
      serviceRadiusKm: 30,
      version: 3,
    })
    expect(await readEvents(gateway, business.stationIds[0])).toEqual([
      { type: 'station.updated', version: 2, actor_id: owner.userId, payload: { changed: ['name'] } },
      {
        type: 'station.updated',
        version: 3,
        actor_id: owner.userId,
        payload: { changed: ['address', 'code', 'coordinates', 'currency', 'serviceRadiusKm', 'timezone'] },
      },
    ])
  })

  it('clears what may be missing', async () => {
    await update({ address: 'Here', coordinates: { latitude: 1, longitude: 2 }, serviceRadiusKm: 3 })
    const { station } = await update({ expectedVersion: 2, address: null, coordinates: null, serviceRadiusKm: null })
    expect(station).toMatchObject({ address: null, coordinates: null, serviceRadiusKm: null })
  })
})

describe('the currency of a station', () => {
  it('stays as it is once there is a booking, with nothing else changed', async () => {
    expect(await book()).toBe('CreateBookingPayload')
    const before = await readTables(gateway)
    expect(await update({ currency: 'EUR', name: 'Euroland' })).toMatchObject({
      __typename: 'CurrencyFixedError',
      code: 'CURRENCY_FIXED',
      path: ['currency'],
    })
    expect(await readTables(gateway)).toEqual(before)
    expect((await update({ currency: 'USD', name: 'Dollarland' })).__typename).toBe('UpdateStationPayload')
  })

  it('and the first booking, when both come at once, are never at odds', async () => {
    const outcomes = await Promise.allSettled([book(), update({ currency: 'EUR' })])
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true)
    const odd = await gateway.sql(
      `select from bookings.bookings join identity.stations on stations.id = station_id
       where bookings.currency <> stations.currency`,
    )
    expect(odd).toEqual([])
  })
})

describe('a station that is not changed:', () => {
  it.each<[string, object, object]>([
    ['by nothing', {}, { __typename: 'ValidationError', issues: [{ path: [] }] }],
    ['to no name', { name: null }, { __typename: 'ValidationError', issues: [{ path: ['name'] }] }],
    [
      'to no code, zone and currency',
      { code: null, timezone: null, currency: null },
      {
        __typename: 'ValidationError',
        issues: ['code', 'timezone', 'currency'].map((field) => ({ path: [field], message: 'cannot be cleared' })),
      },
    ],
    [
      'on the basis of an old version',
      { name: 'Late', expectedVersion: 0 },
      { __typename: 'VersionConflictError', currentVersion: 1, path: ['expectedVersion'] },
    ],
  ])('%s', async (_how, fields, answer) => {
    const before = await readTables(gateway)
    expect(await update(fields)).toMatchObject(answer)
    expect(await readTables(gateway)).toEqual(before)
  })

  it('to the code of another one of the business', async () => {
    const [taken] = await gateway.sql<{ code: string }>('select code from identity.stations where id = $1', [
      business.stationIds[1],
    ])
    const before = await readTables(gateway)
    expect(await update({ code: taken?.code })).toMatchObject({ __typename: 'StationCodeTakenError', path: ['code'] })
    expect(await readTables(gateway)).toEqual(before)
  })

  it('by who works there without the right', async () => {
    const manager = await hire(gateway, business, 'STATION_MANAGER')
    const before = await readTables(gateway)
    const { status } = await attempt(gateway, 'updateStation', { stationId, expectedVersion: 1, name: 'Mine' }, manager)
    expect(status).toBe(403)
    expect(await readTables(gateway)).toEqual(before)
  })

  it('by more than one of many at once', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, (_, at) => update({ name: `Name ${at}` })))
    expect(results.filter(({ __typename }) => __typename === 'UpdateStationPayload')).toHaveLength(1)
    expect(results.filter(({ __typename }) => __typename === 'VersionConflictError')).toHaveLength(7)
    expect(await readEvents(gateway, business.stationIds[0])).toHaveLength(1)
  })
})
