import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provisionServiceItem } from '#domains/bookings/use-cases/provision-service-item.ts'
import { publicId } from '#graphql/ids.ts'
import { ALL_SCOPES, actOnKey, giveKey, REVOKE_KEY, ROTATE_KEY, UPDATE_KEY } from '../support/api-keys.ts'
import {
  actAs,
  type Business,
  createBusiness,
  hire,
  hireOwner,
  type StaffMember,
  sceneViewer,
} from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { openSocket } from '../support/socket.ts'
import { waitFor } from '../support/wait.ts'

let gateway: TestGateway
let business: Business
let owner: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway, 3)
  owner = await hireOwner(gateway, business)
})

afterAll(() => gateway.stop())

const partners = () => gateway.on('public')
const firstTwo = () => ({ stationIds: business.stationIds.slice(0, 2) })
const WHO = '{ viewer { apiKey { name prefix scopes stations { id } plan expiresAt } stations { id } permissions } }'
const INVALID = 'The API key is not valid (any more).'

/** The answer but for the id of its request, with the headers that say who may try again how. */
async function told(send: Promise<Awaited<ReturnType<TestGateway['send']>>>) {
  const { status, headers, body } = await send
  const errors = body.errors?.map(({ extensions: { requestId: _, ...extensions }, ...error }) => ({
    ...error,
    extensions,
  }))
  return {
    status,
    challenge: headers.get('www-authenticate'),
    caching: headers.get('cache-control'),
    data: body.data,
    errors,
  }
}

const refused = (message: string) => ({
  status: 401,
  challenge: 'Bearer',
  caching: 'no-store',
  data: undefined,
  errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }],
})

describe('a partner', () => {
  it('is told who it is: its key, its stations, what it may do', async () => {
    const { key } = await giveKey(gateway, owner, firstTwo(), { name: 'Feast Finder', plan: 'TRIAL' })
    const { viewer } = await partners().query<{ viewer: { apiKey: { stations: object[] }; stations: object[] } }>(
      WHO,
      {},
      key,
    )
    const stations = expect.arrayContaining(firstTwo().stationIds.map((id) => ({ id: publicId('station', id) })))
    expect(viewer).toEqual({
      apiKey: {
        name: 'Feast Finder',
        prefix: key.slice(0, 16),
        scopes: ALL_SCOPES,
        stations,
        plan: 'TRIAL',
        expiresAt: null,
      },
      stations,
      permissions: ALL_SCOPES,
    })
    expect([viewer.apiKey.stations.length, viewer.stations.length]).toEqual([2, 2])
  })

  it('of the whole organization has a key that names no stations, and sees them all', async () => {
    const { organizationId, stationIds } = business
    const { key } = await giveKey(gateway, owner, { organizationId })
    const { viewer } = await partners().query<{ viewer: { apiKey: { stations: null }; stations: object[] } }>(
      WHO,
      {},
      key,
    )
    expect(viewer.apiKey.stations).toBeNull()
    expect(viewer.stations).toHaveLength(stationIds.length)
  })

  it('sees what is public about its stations, and the menu', async () => {
    const { organizationId, stationIds } = business
    await provisionServiceItem(actAs(gateway, sceneViewer(business)), {
      organizationId,
      kind: 'MENU',
      name: 'Classic hibachi',
      description: null,
      durationMinutes: null,
      priceCents: 5_500,
      currency: 'USD',
      per: 'GUEST',
      dietaryTags: [],
      isActive: true,
    })
    await gateway.sql(
      `update identity.stations set latitude = 42.36, longitude = -71.06, address = '1 Harbor Street' where id = $1`,
      [stationIds[0]],
    )
    const { key } = await giveKey(gateway, owner, { stationIds: [stationIds[0]] })
    const [station] = await gateway.sql<{ name: string; code: string }>(
      'select name, code from identity.stations where id = $1',
      [stationIds[0]],
    )
    const answer = await partners().query(
      `{ stations(first: 10) { totalCount nodes { name code timezone currency address coordinates { latitude longitude } } }
         menu(first: 10) { nodes { name price { amountCents } } } }`,
      {},
      key,
    )
    expect(answer).toEqual({
      stations: {
        totalCount: 1,
        nodes: [
          {
            ...station,
            timezone: 'America/New_York',
            currency: 'USD',
            address: '1 Harbor Street',
            coordinates: { latitude: 42.36, longitude: -71.06 },
          },
        ],
      },
      menu: { nodes: [{ name: 'Classic hibachi', price: { amountCents: 5_500 } }] },
    })
  })

  it('may do nothing beyond its scopes', async () => {
    const { key } = await giveKey(gateway, owner, firstTwo(), { scopes: ['bookings:menu:read'] })
    const { status, body } = await partners().send('{ stations(first: 1) { totalCount } }', {}, key)
    expect([status, body.errors?.[0]?.message]).toEqual([403, 'This needs the permission identity:station:read.'])
    expect((await partners().send('{ menu(first: 1) { totalCount } }', {}, key)).status).toBe(200)
  })

  it('is named in the log by its key’s id, never by the key', async () => {
    const { key, apiKey } = await giveKey(gateway, owner, firstTwo())
    gateway.takeLog()
    await partners().query('query Who { viewer { permissions } }', {}, key)
    const log = gateway.takeLog()
    const [row] = await gateway.sql<{ id: string }>('select id from identity.api_keys where key_id = $1', [
      apiKey.prefix.slice(8),
    ])
    expect(log).toMatchObject([{ fields: { operation: 'Who', viewer: row?.id } }])
    expect(JSON.stringify(log)).not.toContain(key.slice(17, 47))
  })
})

describe('the public API', () => {
  it('answers alike whatever is wrong with a key, and with other tokens', async () => {
    const expired = await giveKey(gateway, owner, firstTwo())
    const revoked = await giveKey(gateway, owner, firstTwo())
    const { key } = await giveKey(gateway, owner, firstTwo())
    await actOnKey(gateway, ROTATE_KEY, { apiKeyId: expired.apiKey.id, overlapHours: 0 }, owner)
    await actOnKey(gateway, REVOKE_KEY, { apiKeyId: revoked.apiKey.id }, owner)
    const mistyped = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`
    for (const token of [expired.key, revoked.key, mistyped, key.slice(0, 20), owner.token, 'x']) {
      expect(await told(partners().send(WHO, {}, token))).toEqual(refused(INVALID))
    }
  })

  it('takes keys from the Authorization header alone', async () => {
    const { key } = await giveKey(gateway, owner, firstTwo())
    const query = encodeURIComponent('{ viewer { permissions } }')
    const headers = { accept: 'application/json', 'apollo-require-preflight': '1' }
    const ask = async (search: string, more: Record<string, string> = {}) =>
      (await partners().request({ headers: { ...headers, ...more } }, `?query=${query}${search}`)).body.data
    for (const name of ['authorization', 'access_token', 'api_key', 'apiKey', 'key', 'token']) {
      expect(await ask(`&${name}=${key}`)).toEqual({ viewer: null })
      expect(await ask(`&${name}=${encodeURIComponent(`Bearer ${key}`)}`)).toEqual({ viewer: null })
    }
    expect(await ask('', { 'x-api-key': key, cookie: `token=${key}` })).toEqual({ viewer: null })
    expect(await ask('', { authorization: `Bearer ${key}` })).toEqual({ viewer: { permissions: ALL_SCOPES } })
  })

  it('is for who shows a key: the rest is nobody, and may do nothing', async () => {
    expect(await partners().query('{ viewer { permissions } }')).toEqual({ viewer: null })
    const { status, body } = await partners().send('{ menu(first: 1) { totalCount } }')
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
  })
})

describe('the APIs of the apps', () => {
  it.each(['admin', 'chef'] as const)('of %s answer a key like any token that is none', async (audience) => {
    const { key } = await giveKey(gateway, owner, firstTwo())
    const message = 'The access token is not valid (any more): sign in or refresh the session.'
    for (const token of [key, 'x']) {
      expect(await told(gateway.on(audience).send('{ viewer { permissions } }', {}, token))).toEqual(refused(message))
    }
    expect(await openSocket(gateway.url, key, audience).closed).toBe(4403)
  })
})

describe('a socket of a partner', () => {
  const ask = async (socket: ReturnType<typeof openSocket>) => {
    const { extensions: _, ...answer } = await socket.subscribe('{ viewer { permissions } }').next()
    return answer
  }

  it('is opened with a key, and answers as it', async () => {
    const { key } = await giveKey(gateway, owner, firstTwo())
    const socket = openSocket(gateway.url, key, 'public')
    expect(await ask(socket)).toEqual({ data: { viewer: { permissions: ALL_SCOPES } } })
    await socket.close()
  })

  it('is not opened (4403) with a session', async () => {
    expect(await openSocket(gateway.url, owner.token, 'public').closed).toBe(4403)
  })

  it('is closed (4403) within two seconds of the end of its key, also when nothing is asked', async () => {
    const [ended, other] = [await giveKey(gateway, owner, firstTwo()), await giveKey(gateway, owner, firstTwo())]
    const sockets = [openSocket(gateway.url, ended.key, 'public'), openSocket(gateway.url, ended.key, 'public')]
    const bystander = openSocket(gateway.url, other.key, 'public')
    for (const socket of [...sockets, bystander]) await ask(socket)
    await actOnKey(gateway, REVOKE_KEY, { apiKeyId: ended.apiKey.id }, owner)
    const revokedAt = performance.now()
    expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([4403, 4403])
    expect(performance.now() - revokedAt).toBeLessThan(2_000)
    await waitFor('the key is refused', async () => (await partners().send(WHO, {}, ended.key)).status === 401, 1_500)
    expect(await ask(bystander)).toEqual({ data: { viewer: { permissions: ALL_SCOPES } } })
    await bystander.close()
  })

  it('stays open while the key is changed or replaced, and sees what it may do by now', async () => {
    const { key, apiKey } = await giveKey(gateway, owner, firstTwo())
    const socket = openSocket(gateway.url, key, 'public')
    await ask(socket)
    const scopes = ['bookings:menu:read']
    await actOnKey(gateway, UPDATE_KEY, { apiKeyId: apiKey.id, expectedVersion: 1, scopes }, owner)
    await actOnKey(gateway, ROTATE_KEY, { apiKeyId: apiKey.id, overlapHours: 1 }, owner)
    const seen = { data: { viewer: { permissions: scopes } } }
    await waitFor('the scope is gone', async () => isDeepStrictEqual(await ask(socket), seen), 2_000)
    await socket.close()
  })

  it('is closed (4403) when its key expires, also when nothing is asked', async () => {
    const { key } = await giveKey(gateway, owner, firstTwo(), { expiresAt: new Date(Date.now() + 1_500) })
    const socket = openSocket(gateway.url, key, 'public')
    await ask(socket)
    expect(await socket.closed).toBe(4403)
  })
})

describe('a partner that changes over to a new key', () => {
  it('never fails: the old key and the new one are good together, until the old one is revoked', async () => {
    const { key, apiKey } = await giveKey(gateway, owner, firstTwo())
    const answers: { key: string; status: number }[] = []
    let keys = [key]
    let isRunning = true
    const client = async () => {
      for (let at = 0; isRunning; at += 1) {
        const shown = keys[at % keys.length] as string
        answers.push({
          key: shown,
          status: (await partners().send('{ menu(first: 1) { totalCount } }', {}, shown)).status,
        })
      }
    }
    const clients = Promise.all([client(), client(), client()])
    const answered = (shown: string, from = 0) => answers.slice(from).filter((answer) => answer.key === shown).length
    await waitFor('the old key is in use', () => answered(key) > 20)
    const rotated = await actOnKey(gateway, ROTATE_KEY, { apiKeyId: apiKey.id, overlapHours: 1 }, owner)
    const from = answers.length
    keys = [key, rotated.key]
    await waitFor('both are in use', () => answered(key, from) > 20 && answered(rotated.key, from) > 20)
    keys = [rotated.key]
    const last = answers.length + 3
    await waitFor('only the new one is in use', () => answers.length > last + 20)
    await actOnKey(gateway, REVOKE_KEY, { apiKeyId: apiKey.id }, owner)
    const afterwards = answers.length
    await waitFor('it still is', () => answers.length > afterwards + 20)
    isRunning = false
    await clients
    expect(answers.filter(({ status }) => status !== 200)).toEqual([])
    await waitFor('the old key is over', async () => (await partners().send(WHO, {}, key)).status === 401, 1_500)
  })
})

it('the viewer of the admin API has no key to ask for', async () => {
  const manager = await hire(gateway, business, 'STATION_MANAGER')
  const answer = await gateway.send('{ viewer { apiKey { name } } }', {}, manager.token)
  expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED'])
})
