import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { type Business, createBusiness, hire, hireOwner, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { newKey, sendKeyed } from '../../support/keyed.ts'
import { waitFor } from '../../support/wait.ts'
import { act, attempt, readTables } from './staff.ts'

let gateway: TestGateway
let business: Business
let owner: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
})

beforeEach(async () => {
  business = await createBusiness(gateway)
  owner = await hireOwner(gateway, business)
})

afterAll(() => gateway.stop())

const FACTS = { name: 'Portland', code: 'PDX', timezone: 'America/Los_Angeles', currency: 'USD' }
const inputOf = (fields: object = {}, { organizationId }: Business = business) => ({
  organizationId: publicId('organization', organizationId),
  ...FACTS,
  ...fields,
})
const create = (fields: object = {}, by = owner, where = business) =>
  act(gateway, 'createStation', inputOf(fields, where), by)

describe('a station that is opened', () => {
  it('has the facts that were given', async () => {
    const facts = {
      address: '1 Rose Street, Portland',
      coordinates: { latitude: 45.5152, longitude: -122.6784 },
      serviceRadiusKm: 42.5,
    }
    const { __typename, station } = await create({ ...facts, code: ' pdx ' })
    expect(__typename).toBe('CreateStationPayload')
    expect(station).toEqual({ id: expect.stringMatching(/^station_/), ...FACTS, ...facts, version: 1 })
  })

  it('needs no more than a name, a code, a zone and a currency', async () => {
    const { station } = await create()
    expect(station).toMatchObject({ address: null, coordinates: null, serviceRadiusKm: null })
  })

  it('belongs to who has a role at the whole organization within a second, and to nobody else', async () => {
    const manager = await hire(gateway, business, 'STATION_MANAGER')
    const { station } = await create()
    const stationsOf = async ({ token }: StaffMember) => {
      const { stations } = await gateway.query<{ stations: { nodes: { id: string }[] } }>(
        '{ stations(first: 10) { nodes { id } } }',
        {},
        token,
      )
      return stations.nodes.map(({ id }) => id)
    }
    await waitFor('the station is there', async () => (await stationsOf(owner)).includes(station.id), 1_500)
    expect(await stationsOf(manager)).not.toContain(station.id)
  })

  it('tells of itself', async () => {
    await create()
    const events = await gateway.sql(
      `select type, aggregate_version as version, actor_id, payload, station_id = aggregate_id as own
       from events.domain_events where payload ->> 'organizationId' = $1`,
      [business.organizationId],
    )
    expect(events).toEqual([
      {
        type: 'station.created',
        version: 1,
        actor_id: owner.userId,
        payload: { organizationId: business.organizationId },
        own: true,
      },
    ])
  })
})

describe('opening a station', () => {
  const query = `mutation ($input: CreateStationInput!) { createStation(input: $input) {
    ... on CreateStationPayload { station { id code organization { id } } } } }`

  it('under a key happens once, and is answered the same again', async () => {
    const key = newKey()
    const ask = () => sendKeyed(gateway.url, { query, variables: { input: inputOf() }, token: owner.token, key })
    const first = await ask()
    expect(first.data?.createStation).toMatchObject({
      station: { code: 'PDX', organization: { id: expect.any(String) } },
    })
    const again = await ask()
    expect(again.data).toEqual(first.data)
    expect(again.extensions.idempotency).toEqual({ key, replayed: true })
    const stations = await gateway.sql('select from identity.stations where organization_id = $1', [
      business.organizationId,
    ])
    expect(stations).toHaveLength(2)
  })

  it('can be tried out: it says what it would tell, and nothing has changed', async () => {
    const before = await readTables(gateway)
    const { data, extensions } = await sendKeyed(gateway.url, {
      query: query.replace('!) {', '!) @dryRun {'),
      variables: { input: inputOf() },
      token: owner.token,
    })
    expect(data?.createStation).toMatchObject({ station: { code: 'PDX' } })
    expect(extensions.dryRun?.events).toEqual([
      {
        type: 'station.created',
        subject: expect.stringMatching(/^station_/),
        payload: { organizationId: inputOf().organizationId },
      },
    ])
    expect(await readTables(gateway)).toEqual(before)
  })
})

describe('a station that is not opened, with nothing changed:', () => {
  it.each<[string, object, string[][]]>([
    ['one without a name', { name: ' ' }, [['name']]],
    ['one with a code that is none', { code: 'P' }, [['code']]],
    ['one at an offset instead of a zone', { timezone: '+01:00' }, [['timezone']]],
    ['one with money that there is not', { currency: 'XQX' }, [['currency']]],
    [
      'one beyond the map',
      { coordinates: { latitude: 91, longitude: -181 }, serviceRadiusKm: 0 },
      [['coordinates', 'latitude'], ['coordinates', 'longitude'], ['serviceRadiusKm']],
    ],
  ])('%s', async (_what, fields, paths) => {
    const before = await readTables(gateway)
    const { __typename, issues } = await create(fields)
    expect(__typename).toBe('ValidationError')
    expect(issues.map(({ path }) => path)).toEqual(paths)
    expect(await readTables(gateway)).toEqual(before)
  })

  it('one in a zone that is not in the calendar of the world', async () => {
    const { status, body } = await attempt(gateway, 'createStation', inputOf({ timezone: 'Mars/Olympus' }), owner)
    expect(status).toBe(400)
    expect(body.errors?.[0]?.message).toContain('TimeZone must look like "Europe/Berlin".')
  })

  it('one with the code of another, also when both come at once', async () => {
    const results = await Promise.all(Array.from({ length: 4 }, () => create()))
    expect(results.map(({ __typename }) => __typename).toSorted()).toEqual([
      'CreateStationPayload',
      ...Array.from({ length: 3 }, () => 'StationCodeTakenError'),
    ])
    const before = await readTables(gateway)
    expect(await create()).toMatchObject({ code: 'STATION_CODE_TAKEN', path: ['code'] })
    expect(await readTables(gateway)).toEqual(before)
    const other = await createBusiness(gateway)
    expect((await create({}, await hireOwner(gateway, other), other)).__typename).toBe('CreateStationPayload')
  })

  it('one of another business', async () => {
    const other = await createBusiness(gateway)
    const before = await readTables(gateway)
    expect(await create({}, owner, other)).toMatchObject({
      __typename: 'NotFoundError',
      message: 'There is no such organization.',
      path: ['organizationId'],
    })
    expect(await readTables(gateway)).toEqual(before)
  })

  it('one by who runs stations, but not the whole', async () => {
    const admin = await hire(gateway, business, 'ADMIN')
    const manager = await hire(gateway, business, 'STATION_MANAGER')
    const before = await readTables(gateway)
    for (const by of [admin, manager]) {
      const { status, body } = await attempt(gateway, 'createStation', inputOf(), by)
      expect(status).toBe(403)
      expect(body.errors?.[0]?.message).toBe('This needs the permission identity:station:create.')
    }
    expect(await readTables(gateway)).toEqual(before)
  })
})
