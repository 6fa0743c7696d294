import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSeasonalOffer } from '#domains/bookings/use-cases/pricing/create-seasonal-offer.ts'
import { updatePricingTier } from '#domains/bookings/use-cases/pricing/update-pricing-tier.ts'
import { publicId } from '#graphql/ids.ts'
import { VersionConflictError } from '#kernel/errors.ts'
import {
  addServiceItem,
  asGateway,
  type BookingScene,
  countReads,
  hireWith,
  openBookingScene,
} from '../../../support/bookings.ts'
import { hire } from '../../../support/business.ts'
import { addOffer, addTier, addUpsell, bookVersion } from '../../../support/pricing.ts'

const REFUSED = '... on UserError { code message path } ... on ValidationError { issues { path message } }'
const CONFLICT = '... on VersionConflictError { currentVersion }'
const TIER = `id station { id } name minGuests adultPrice { amountCents currency } childPrice { amountCents } weekendBp holidayBp
  validFromDate validUntilDate retired version priceBookVersion`
const OFFER = `id name code serviceFromDate serviceUntilDate bookedFromDate bookedUntilDate discountBp discount { amountCents }
  cap { amountCents } retired version`
const RULE = 'id triggerItem { name } minGuests offeredItem { name } priority retired version'
const fieldsOf = { PricingTier: TIER, SeasonalOffer: OFFER, UpsellRule: RULE } as const

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

type Result = Record<string, unknown> & { __typename: string }

/** Sends `createPricingTier` and the like; the answer's rule, or its refusal. */
async function act(name: string, input: object, token = scene.manager.token): Promise<Result> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
  const kind = name.replace(/^(create|update|retire)/, '') as keyof typeof fieldsOf
  const field = `${kind[0]?.toLowerCase()}${kind.slice(1)}`
  const query = `mutation ($input: ${type}Input!) { result: ${name}(input: $input) {
    __typename ... on ${type}Payload { ${field} { ${fieldsOf[kind]} } } ${REFUSED} ${name.startsWith('create') ? '' : CONFLICT} } }`
  const { result } = await scene.gateway.query<{ result: Result }>(query, { input }, token)
  return result
}

const station = () => ({ stationId: publicId('station', scene.stationId) })
const tierInput = (fields: object = {}) => ({
  ...station(),
  ...{ name: 'Party', minGuests: 1, adultCents: 1_000, childCents: 500 },
  ...fields,
})

/** Every row that prices consist of. */
async function countRules(): Promise<unknown> {
  const [counts] = await scene.gateway.sql(`select (select count(*)::int from bookings.pricing_tiers) as tiers,
    (select count(*)::int from bookings.seasonal_offers) as offers,
    (select count(*)::int from bookings.upsell_rules) as upsells, (select sum(version)::int from bookings.price_books) as versions`)
  return counts
}

async function expectRefused(answer: Promise<Result>, refusal: object) {
  const before = await countRules()
  expect(await answer).toMatchObject(refusal)
  expect(await countRules()).toEqual(before)
}

describe('a pricing tier', () => {
  it('is created with what was given, in the currency of the station, from the next version of the prices on', async () => {
    const before = await bookVersion(scene)
    const given = { weekendBp: 12_000, validFromDate: '2093-01-01', validUntilDate: '2093-12-31' }
    expect(await act('createPricingTier', tierInput(given))).toMatchObject({
      __typename: 'CreatePricingTierPayload',
      pricingTier: {
        id: expect.stringMatching(/^tier_/),
        station: { id: publicId('station', scene.stationId) },
        name: 'Party',
        minGuests: 1,
        adultPrice: { amountCents: 1_000, currency: 'USD' },
        childPrice: { amountCents: 500 },
        holidayBp: 10_000,
        ...given,
        retired: false,
        version: 1,
        priceBookVersion: before + 1,
      },
    })
    expect(await bookVersion(scene)).toBe(before + 1)
  })

  it('is changed where fields are given: what is left out stays, null clears', async () => {
    const id = await addTier(scene, { validFromDate: '2093-01-01', validUntilDate: '2093-06-30' })
    const pricingTierId = publicId('pricing tier', id)
    const changes = { adultCents: 1_100, validUntilDate: null }
    expect(await act('updatePricingTier', { pricingTierId, expectedVersion: 1, ...changes })).toMatchObject({
      pricingTier: {
        name: 'Party',
        adultPrice: { amountCents: 1_100 },
        childPrice: { amountCents: 500 },
        validFromDate: '2093-01-01',
        validUntilDate: null,
        version: 2,
      },
    })
    const rows = await scene.gateway.sql(
      'select version, adult_cents::int as cents from bookings.pricing_tiers where rule_id = $1 order by version',
      [id],
    )
    expect(rows).toEqual([
      { version: 1, cents: 1_000 },
      { version: 2, cents: 1_100 },
    ])
  })

  it('is retired for good', async () => {
    const pricingTierId = publicId('pricing tier', await addTier(scene))
    expect(await act('retirePricingTier', { pricingTierId, expectedVersion: 1 })).toMatchObject({
      pricingTier: { id: pricingTierId, retired: true, version: 2 },
    })
    const gone = { __typename: 'NotFoundError', message: 'There is no such pricing tier.', path: ['pricingTierId'] }
    await expectRefused(act('updatePricingTier', { pricingTierId, expectedVersion: 2, name: 'Again' }), gone)
    await expectRefused(act('retirePricingTier', { pricingTierId, expectedVersion: 2 }), gone)
  })

  it('is refused with what is wrong', async () => {
    const wrong = {
      name: ' ',
      minGuests: 0,
      weekendBp: 9_999,
      validFromDate: '2093-02-01',
      validUntilDate: '2093-01-01',
    }
    await expectRefused(act('createPricingTier', tierInput(wrong)), {
      __typename: 'ValidationError',
      issues: [
        { path: ['name'], message: 'must not be empty' },
        { path: ['minGuests'], message: 'must be at least 1' },
        { path: ['weekendBp'], message: 'must be at least 10000' },
        { path: ['validUntilDate'], message: 'must not be before the first day' },
      ],
    })
    const pricingTierId = publicId('pricing tier', await addTier(scene))
    await expectRefused(act('updatePricingTier', { pricingTierId, expectedVersion: 1 }), {
      issues: [{ path: [], message: 'Give at least one field to change.' }],
    })
    await expectRefused(act('updatePricingTier', { pricingTierId, expectedVersion: 1, name: null }), {
      issues: [{ path: ['name'], message: 'cannot be cleared' }],
    })
    await expectRefused(act('updatePricingTier', { pricingTierId, expectedVersion: 3, name: 'New' }), {
      __typename: 'VersionConflictError',
      currentVersion: 1,
    })
  })

  it('a day that is none is no input', async () => {
    const query = 'mutation ($input: CreatePricingTierInput!) { createPricingTier(input: $input) { __typename } }'
    for (const validFromDate of ['2093-02-29', '2093-13-01', 'tomorrow', '2093-01-01T00:00:00Z']) {
      const { body } = await scene.gateway.send(query, { input: tierInput({ validFromDate }) }, scene.manager.token)
      expect(body.errors?.[0]?.extensions.code, validFromDate).toBe('BAD_USER_INPUT')
    }
  })

  it('is changed once by those who change it at the same time', async () => {
    const ruleId = await addTier(scene)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) =>
        updatePricingTier(asGateway(scene), { ruleId, expectedVersion: 1, fields: { name: `Racer ${at}` } }),
      ),
    )
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
    expect(refusals).toHaveLength(7)
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(VersionConflictError)
    const rows = await scene.gateway.sql('select version from bookings.pricing_tiers where rule_id = $1', [ruleId])
    expect(rows).toHaveLength(2)
  })
})

describe('a seasonal offer', () => {
  it('is created, changed from percent to an amount, and retired', async () => {
    const input = { ...station(), name: 'June', code: ' june-1 ', discountBp: 1_000, capCents: 5_000 }
    const { seasonalOffer } = await act('createSeasonalOffer', { ...input, bookedUntilDate: '2093-06-30' })
    expect(seasonalOffer).toMatchObject({
      ...{ id: expect.stringMatching(/^offer_/), name: 'June', code: 'JUNE-1', discountBp: 1_000, discount: null },
      ...{ cap: { amountCents: 5_000 }, bookedUntilDate: '2093-06-30', serviceFromDate: null, version: 1 },
    })
    const seasonalOfferId = (seasonalOffer as { id: string }).id
    const changes = { discountBp: null, discountCents: 2_000, capCents: null }
    expect(await act('updateSeasonalOffer', { seasonalOfferId, expectedVersion: 1, ...changes })).toMatchObject({
      seasonalOffer: { code: 'JUNE-1', discountBp: null, discount: { amountCents: 2_000 }, cap: null, version: 2 },
    })
    expect(await act('retireSeasonalOffer', { seasonalOfferId, expectedVersion: 2 })).toMatchObject({
      seasonalOffer: { retired: true, version: 3 },
    })
  })

  it('takes off a part or an amount, not both and not neither', async () => {
    const issues = [{ path: ['discountBp'], message: 'must be given, or discountCents, not both' }]
    await expectRefused(act('createSeasonalOffer', { ...station(), name: 'None' }), { issues })
    const both = { discountBp: 1, discountCents: 1 }
    await expectRefused(act('createSeasonalOffer', { ...station(), name: 'Both', ...both }), { issues })
  })

  it('has a code of its own at its station, until it is retired', async () => {
    const first = await addOffer(scene, { code: 'ONCE' })
    const taken = { __typename: 'OfferCodeTakenError', code: 'OFFER_CODE_TAKEN', path: ['code'] }
    const input = { ...station(), name: 'Again', code: 'once', discountBp: 100 }
    await expectRefused(act('createSeasonalOffer', input), taken)
    const other = publicId('seasonal offer', await addOffer(scene, { code: 'TWICE' }))
    await expectRefused(act('updateSeasonalOffer', { seasonalOfferId: other, expectedVersion: 1, code: 'ONCE' }), taken)
    await addOffer({ ...scene, stationId: scene.otherStationId }, { code: 'ONCE' })
    await act('retireSeasonalOffer', { seasonalOfferId: publicId('seasonal offer', first), expectedVersion: 1 })
    expect(await act('createSeasonalOffer', input)).toMatchObject({ seasonalOffer: { code: 'ONCE' } })
  })

  it('with one code is made once by those who make it at the same time', async () => {
    const fields = { name: 'Race', code: 'RACE', discountBp: 100 }
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, () => createSeasonalOffer(asGateway(scene), { stationId: scene.stationId, fields })),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

describe('an upsell rule', () => {
  it('is created, changed and retired', async () => {
    const trigger = publicId('service item', await addServiceItem(scene, { name: 'Dinner' }))
    const offered = publicId('service item', await addServiceItem(scene, { name: 'Sake' }))
    const { upsellRule } = await act('createUpsellRule', {
      ...station(),
      triggerItemId: trigger,
      offeredItemId: offered,
    })
    expect(upsellRule).toMatchObject({
      ...{ id: expect.stringMatching(/^upsell_/), triggerItem: { name: 'Dinner' }, minGuests: null },
      ...{ offeredItem: { name: 'Sake' }, priority: 0, version: 1 },
    })
    const upsellRuleId = (upsellRule as { id: string }).id
    const changes = { triggerItemId: null, minGuests: 20, priority: 9 }
    expect(await act('updateUpsellRule', { upsellRuleId, expectedVersion: 1, ...changes })).toMatchObject({
      upsellRule: { triggerItem: null, minGuests: 20, priority: 9, version: 2 },
    })
    expect(await act('retireUpsellRule', { upsellRuleId, expectedVersion: 2 })).toMatchObject({
      upsellRule: { retired: true },
    })
  })

  it('is refused without a trigger, for the same item, and for items that the business does not sell', async () => {
    const item = publicId('service item', await addServiceItem(scene))
    await expectRefused(act('createUpsellRule', { ...station(), offeredItemId: item }), {
      issues: [{ path: ['triggerItemId'], message: 'must be given, or minGuests, or both' }],
    })
    await expectRefused(act('createUpsellRule', { ...station(), triggerItemId: item, offeredItemId: item }), {
      issues: [{ path: ['offeredItemId'], message: 'must be another item' }],
    })
    const unknown = publicId('service item', scene.stationId)
    await expectRefused(act('createUpsellRule', { ...station(), triggerItemId: unknown, offeredItemId: item }), {
      ...{ __typename: 'NotFoundError', message: 'There is no such service item.', path: ['triggerItemId'] },
    })
  })
})

describe('the rules of prices', () => {
  it('are listed by station, those that hold and those that hold no longer, page by page', async () => {
    const place = { ...scene, stationId: scene.otherStationId }
    const ids: string[] = []
    for (const name of ['One', 'Two', 'Three']) ids.push(publicId('pricing tier', await addTier(place, { name })))
    const [, second] = ids
    await act('retirePricingTier', { pricingTierId: second, expectedVersion: 1 })
    const list = async (args: string, filter: string) => {
      const here = `station: { in: ["${publicId('station', place.stationId)}"] } ${filter}`
      const query = `{ pricingTiers(${args}, filter: { ${here} }) { totalCount nodes { name } pageInfo { hasNextPage endCursor } } }`
      type Page = { totalCount: number; nodes: { name: string }[]; pageInfo: { endCursor: string } }
      const { pricingTiers } = await scene.gateway.query<{ pricingTiers: Page }>(query, {}, scene.manager.token)
      return { ...pricingTiers, names: pricingTiers.nodes.map(({ name }) => name) }
    }
    expect(await list('first: 10', 'retired: { eq: false }')).toMatchObject({ names: ['One', 'Three'], totalCount: 2 })
    expect(await list('first: 10', 'retired: { eq: true }')).toMatchObject({ names: ['Two'], totalCount: 1 })
    const first = await list('first: 1', 'retired: { eq: false }')
    expect(first).toMatchObject({ names: ['One'], pageInfo: { hasNextPage: true } })
    expect(await list(`first: 1, after: "${first.pageInfo.endCursor}"`, 'retired: { eq: false }')).toMatchObject({
      names: ['Three'],
    })
    expect(await list('last: 1', '')).toMatchObject({ names: ['Three'] })
  })

  it('are read by one statement each, however many there are', async () => {
    await addUpsell(scene, await addServiceItem(scene))
    const query = `{ pricingTiers(first: 50) { nodes { id } } seasonalOffers(first: 50) { nodes { id } }
      upsellRules(first: 50) { nodes { id } } }`
    scene.gateway.takeStatements()
    await scene.gateway.query(query, {}, scene.manager.token)
    expect(countReads(scene)).toBe(3)
  })

  it('are changed by those who may, at their station', async () => {
    const { gateway, business, stationId, otherStationId } = scene
    const pricingTierId = publicId('pricing tier', await addTier(scene))
    const elsewhere = await hire(gateway, business, 'STATION_MANAGER', [otherStationId])
    const update = { pricingTierId, expectedVersion: 1, name: 'New' }
    const before = await countRules()
    expect(await act('updatePricingTier', update, elsewhere.token)).toMatchObject({ __typename: 'NotFoundError' })
    expect(await act('createPricingTier', tierInput(), elsewhere.token)).toMatchObject({
      ...{ __typename: 'NotFoundError', path: ['stationId'] },
    })
    const reader = await hireWith(scene, ['bookings:menu:read'])
    const query = 'mutation ($input: UpdatePricingTierInput!) { updatePricingTier(input: $input) { __typename } }'
    const { body } = await gateway.send(query, { input: update }, reader.token)
    expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    expect(await countRules()).toEqual(before)
    expect(stationId).not.toBe(otherStationId)
  })
})
