import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setPriceSettings } from '#domains/bookings/use-cases/pricing/set-price-settings.ts'
import { publicId } from '#graphql/ids.ts'
import { asGateway, type BookingScene, openBookingScene } from '../../../support/bookings.ts'
import { hire } from '../../../support/business.ts'
import { bookVersion } from '../../../support/pricing.ts'

const FIELDS = `freeRadiusMetres travelPrice { amountCents currency } taxBp taxIncluded depositBp deposit { amountCents }
  rounding { amountCents } holidayDates version priceBookVersion`
const SET = `mutation ($input: SetPriceSettingsInput!) { setPriceSettings(input: $input) {
  __typename ... on SetPriceSettingsPayload { priceSettings { ${FIELDS} } }
  ... on UserError { code path } ... on ValidationError { issues { path message } }
  ... on VersionConflictError { currentVersion } } }`
const READ = `query ($stationId: ID!) { priceSettings(stationId: $stationId) { ${FIELDS} } }`

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

async function set(fields: object, token = scene.manager.token): Promise<unknown> {
  const input = { stationId: publicId('station', scene.stationId), ...fields }
  return (await scene.gateway.query<{ setPriceSettings: unknown }>(SET, { input }, token)).setPriceSettings
}

async function read(stationId = scene.stationId, token = scene.manager.token): Promise<unknown> {
  const variables = { stationId: publicId('station', stationId) }
  return (await scene.gateway.query<{ priceSettings: unknown }>(READ, variables, token)).priceSettings
}

describe('price settings', () => {
  it('are none at first; then what was said last, in whole', async () => {
    expect(await read()).toBeNull()
    const dates = ['2093-12-25', '2093-01-01', '2093-12-25']
    const travel = { freeRadiusMetres: 30_000, travelCents: 250 }
    const first = { ...travel, taxBp: 625, depositBp: 2_500, roundingCents: 5, holidayDates: dates }
    const shown = {
      freeRadiusMetres: 30_000,
      travelPrice: { amountCents: 250, currency: 'USD' },
      taxBp: 625,
      taxIncluded: false,
      depositBp: 2_500,
      deposit: null,
      rounding: { amountCents: 5 },
      holidayDates: ['2093-01-01', '2093-12-25'],
      version: 1,
      priceBookVersion: 1,
    }
    expect(await set({ expectedVersion: 0, ...first })).toEqual({
      __typename: 'SetPriceSettingsPayload',
      priceSettings: shown,
    })
    expect(await read()).toEqual(shown)
    expect(await set({ expectedVersion: 1, taxBp: 700, taxIncluded: true, depositCents: 5_000 })).toMatchObject({
      priceSettings: {
        ...{ freeRadiusMetres: 0, travelPrice: { amountCents: 0 }, taxBp: 700, taxIncluded: true, depositBp: null },
        ...{ deposit: { amountCents: 5_000 }, rounding: { amountCents: 1 }, holidayDates: [], version: 2 },
      },
    })
    expect(await read(scene.otherStationId)).toBeNull()
  })

  it('are refused with what is wrong, and when somebody else was first', async () => {
    const before = await bookVersion(scene)
    expect(await set({ expectedVersion: 2, taxBp: 10_001 })).toMatchObject({
      issues: [{ path: ['taxBp'], message: 'must be at most 10000' }],
    })
    expect(await set({ expectedVersion: 2, depositBp: 1, depositCents: 1 })).toMatchObject({
      issues: [{ path: ['depositCents'], message: 'must not be given together with depositBp' }],
    })
    expect(await set({ expectedVersion: 1, taxBp: 1 })).toMatchObject({
      ...{ __typename: 'VersionConflictError', currentVersion: 2 },
    })
    expect(await bookVersion(scene)).toBe(before)
  })

  it('are said once by those who say them at the same time', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) =>
        setPriceSettings(asGateway(scene), {
          ...{ stationId: scene.otherStationId, expectedVersion: 0 },
          fields: { taxBp: at },
        }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('keep the currency of the station as it is', async () => {
    const query = `mutation ($input: UpdateStationInput!) { updateStation(input: $input) { __typename ... on UserError { code } } }`
    const owner = await hire(scene.gateway, scene.business, 'ORGANIZATION_OWNER')
    const input = { stationId: publicId('station', scene.stationId), expectedVersion: 1, currency: 'EUR' }
    expect(await scene.gateway.query(query, { input }, owner.token)).toMatchObject({
      updateStation: { __typename: 'CurrencyFixedError' },
    })
  })

  it('are set by those who may', async () => {
    const desk = await hire(scene.gateway, scene.business, 'CUSTOMER_SUPPORT')
    const input = { stationId: publicId('station', scene.stationId), expectedVersion: 2 }
    const { body } = await scene.gateway.send(SET, { input }, desk.token)
    expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    expect(await read(scene.stationId, desk.token)).toMatchObject({ version: 2 })
  })
})
