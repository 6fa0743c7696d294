import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GatewayClient } from '../../client/client.ts'
import { Session } from '../../client/examples/session.ts'
import type { TokenSource } from '../../client/tokens.ts'
import { CustomersDocument, ViewerDocument } from '../operations/admin/generated/graphql.ts'
import { createBusiness, hire, PASSWORD, type StaffMember } from '../support/business.ts'
import { ChosenClock } from '../support/chosen-clock.ts'
import { FlakyProxy } from '../support/flaky-proxy.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

const HOUR = 3_600

const clock = new ChosenClock()
let gateway: TestGateway
let proxy: FlakyProxy
let manager: StaffMember
let session: Session
let client: GatewayClient

beforeAll(async () => {
  gateway = await startTestGateway({ clock })
  proxy = await FlakyProxy.before(gateway.url)
  manager = await hire(gateway, await createBusiness(gateway), 'STATION_MANAGER')
})
beforeEach(async () => {
  session = new Session(`${proxy.url}/graphql`)
  await session.signIn(manager.email, PASSWORD)
  client = new GatewayClient({ url: `${proxy.url}/graphql`, tokens: session })
  proxy.seen.length = 0
})
afterAll(async () => {
  await proxy.stop()
  await gateway.stop()
})

const refreshes = () => proxy.seen.filter(({ body }) => String(body.query).includes('refreshSession')).length

describe('a token that has expired', () => {
  it('is replaced once for all calls that were refused with it', async () => {
    clock.pass(HOUR)
    const answers = await Promise.all(Array.from({ length: 8 }, () => client.run(ViewerDocument, {})))
    for (const { viewer } of answers) expect(viewer?.user.email).toBe(manager.email)
    expect(refreshes()).toBe(1)
    expect(proxy.seen).toHaveLength(8 + 1 + 8)
    await client.run(ViewerDocument, {})
    expect(proxy.seen).toHaveLength(18)
  })

  it('is replaced without asking when another call has done that already', async () => {
    const tokens = ['expired', session.current() ?? '']
    const source: TokenSource = {
      current: () => (tokens.length > 1 ? (tokens.shift() ?? null) : (tokens[0] ?? null)),
      renew: () => Promise.reject(new Error('nobody should ask for another one')),
    }
    const other = new GatewayClient({ url: `${proxy.url}/graphql`, tokens: source })
    expect((await other.run(ViewerDocument, {})).viewer?.user.email).toBe(manager.email)
    expect(proxy.seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer expired',
      `Bearer ${session.current()}`,
    ])
  })

  it('of a session that has ended too is the end: the error says so, and nothing is asked over and over', async () => {
    await gateway.sql(`update identity.sessions set revoked_at = now() where user_id = $1`, [manager.userId])
    clock.pass(HOUR)
    for (let time = 0; time < 2; time += 1) {
      proxy.seen.length = 0
      await expect(client.run(CustomersDocument, { first: 1 })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
      expect(proxy.seen.length).toBeLessThanOrEqual(2)
    }
    expect(session.current()).toBeNull()
  })

  it('is not replaced a second time for the same call', async () => {
    let renewals = 0
    const source: TokenSource = {
      current: () => `wrong-${renewals}`,
      renew: async () => `wrong-${++renewals}`,
    }
    const hopeless = new GatewayClient({ url: `${proxy.url}/graphql`, tokens: source })
    await expect(hopeless.run(ViewerDocument, {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401 })
    expect([renewals, proxy.seen.length]).toEqual([1, 2])
  })

  it('that cannot be replaced for now fails the call with the reason for that', async () => {
    const broken: TokenSource = {
      current: () => 'expired',
      renew: () => Promise.reject(new Error('no network')),
    }
    await expect(
      new GatewayClient({ url: `${proxy.url}/graphql`, tokens: broken }).run(ViewerDocument, {}),
    ).rejects.toThrow('no network')
  })
})
