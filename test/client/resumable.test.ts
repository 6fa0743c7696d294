import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createEscalation } from '#domains/support/use-cases/create-escalation.ts'
import type { TypedDocument } from '../../client/documents.ts'
import { Session } from '../../client/examples/session.ts'
import { NoCursorError, Subscriptions, type SubscriptionsOptions } from '../../client/resumable.ts'
import { fixedToken } from '../../client/tokens.ts'
import { EscalationAlertsDocument, type EscalationAlertsSubscription } from '../operations/chef/generated/graphql.ts'
import {
  actAs,
  type Business,
  createBusiness,
  hire,
  PASSWORD,
  type StaffMember,
  sceneViewer,
} from '../support/business.ts'
import { ChosenClock } from '../support/chosen-clock.ts'
import { FlakyProxy } from '../support/flaky-proxy.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { settleLog } from '../support/settled-log.ts'
import { waitFor } from '../support/wait.ts'

const clock = new ChosenClock()
let gateway: TestGateway
let proxy: FlakyProxy
let business: Business
let manager: StaffMember
const opened: { close(): Promise<void> }[] = []

beforeAll(async () => {
  gateway = await startTestGateway({ clock })
  proxy = await FlakyProxy.before(gateway.url)
  business = await createBusiness(gateway)
  manager = await hire(gateway, business, 'STATION_MANAGER')
})
afterEach(async () => {
  proxy.letSocketsIn(true)
  await Promise.all(opened.splice(0).map((subscriptions) => subscriptions.close()))
})
afterAll(async () => {
  await proxy.stop()
  await gateway.stop()
})

function connect(options: Partial<SubscriptionsOptions> = {}): Subscriptions {
  const tokens = fixedToken(manager.token)
  const subscriptions = new Subscriptions({ url: `${proxy.url}/graphql`, tokens, ...options })
  opened.push(subscriptions)
  return subscriptions
}

async function escalate(summary: string): Promise<void> {
  await createEscalation(actAs(gateway, sceneViewer(business)), {
    stationId: business.stationIds[0],
    customerId: null,
    bookingId: null,
    fields: { reason: 'OTHER', priority: 'NORMAL', summary },
  })
}

interface Follower {
  summaries: string[]
  /** Of all messages. */
  cursors: string[]
  ended: Promise<unknown>
  stop(): void
}

/** Follows the alerts; the caller waits for what it wants to see. `ended` resolves to the error, or to null. */
function follow(subscriptions: Subscriptions, after: string | null = null): Follower {
  const abort = new AbortController()
  const summaries: string[] = []
  const cursors: string[] = []
  async function read(): Promise<void> {
    for await (const { escalationAlerts } of subscriptions.follow(
      EscalationAlertsDocument,
      {},
      { after, signal: abort.signal },
    )) {
      cursors.push(escalationAlerts?.cursor ?? '')
      if (escalationAlerts?.__typename === 'EscalationAlert') summaries.push(escalationAlerts.escalation.summary)
    }
  }
  const ended = read().then(
    () => null,
    (error: unknown) => error,
  )
  return { summaries, cursors, ended, stop: () => abort.abort() }
}

/** From now on, nothing from before. */
async function followFromNow(subscriptions: Subscriptions): Promise<Follower> {
  await settleLog(gateway)
  const follower = follow(subscriptions)
  await waitFor('the first message', () => follower.cursors.length > 0)
  return follower
}

describe('a subscription', () => {
  it('loses nothing and repeats nothing while its connection is cut again and again', async () => {
    const follower = await followFromNow(connect())
    const expected: string[] = []
    const before = proxy.upgrades
    for (let round = 0; round < 12; round += 1) {
      let upgradesAtCut = proxy.upgrades
      for (let at = 0; at < 5; at += 1) {
        expected.push(`round ${round}, alert ${at}`)
        await escalate(`round ${round}, alert ${at}`)
        if (at === round % 5) {
          upgradesAtCut = proxy.upgrades
          proxy.cutSockets()
        }
      }
      // Now and then it is gone for a while, too.
      proxy.letSocketsIn(round % 3 !== 0)
      if (round % 3 !== 0) await waitFor('a new connection', () => proxy.upgrades > upgradesAtCut)
    }
    proxy.letSocketsIn(true)
    await waitFor('all alerts', () => follower.summaries.length >= expected.length, 30_000)
    expect(follower.summaries).toEqual(expected)
    expect(new Set(follower.cursors).size).toBe(follower.cursors.length)
    expect(proxy.upgrades - before).toBeGreaterThan(5)
    follower.stop()
    expect(await follower.ended).toBeNull()
  })

  it('goes on at another gateway when its own has gone', async () => {
    const { database, secrets } = gateway
    const first = await startTestGateway({ database, secrets })
    proxy.lead(first.url)
    const follower = await followFromNow(connect())
    await escalate('before')
    await waitFor('the first alert', () => follower.summaries.length === 1)
    proxy.lead(gateway.url)
    await first.stop()
    await escalate('after')
    await waitFor('the second alert', () => follower.summaries.length === 2)
    expect(follower.summaries).toEqual(['before', 'after'])
    follower.stop()
  })

  it('notices a connection on which nothing gets through any more', async () => {
    const follower = await followFromNow(connect({ pingEveryMs: 200 }))
    proxy.freezeSockets()
    await escalate('unheard')
    await waitFor('the alert over another connection', () => follower.summaries.length === 1)
    expect(follower.summaries).toEqual(['unheard'])
    follower.stop()
  })

  it('goes on behind the cursor that the app has kept', async () => {
    const first = await followFromNow(connect())
    await escalate('seen')
    await waitFor('the alert', () => first.summaries.length === 1)
    first.stop()
    await first.ended
    await escalate('missed')
    const second = follow(connect(), first.cursors.at(-1) ?? null)
    await waitFor('what was missed', () => second.summaries.length === 1)
    expect(second.summaries).toEqual(['missed'])
    second.stop()
  })

  it('ends without an error when it is told to, and nothing stays behind', async () => {
    const { hub } = gateway.gateway.platform.eventLog
    const follower = await followFromNow(connect())
    const size = hub.size
    follower.stop()
    expect(await follower.ended).toBeNull()
    await waitFor('the end at the gateway', () => hub.size === size - 1)
  })

  it('ends when it is told to, also while there is nobody to connect to', async () => {
    proxy.letSocketsIn(false)
    const before = proxy.upgrades
    const follower = follow(connect())
    await waitFor('some attempts', () => proxy.upgrades > before + 1)
    follower.stop()
    expect(await follower.ended).toBeNull()
  })
})

describe('a subscription whose token has expired', () => {
  it('goes on with a new one', async () => {
    const session = new Session(`${gateway.url}/graphql`)
    await session.signIn(manager.email, PASSWORD)
    const follower = await followFromNow(connect({ tokens: session }))
    const spent = session.current()
    clock.pass(3_600)
    proxy.cutSockets()
    await escalate('meanwhile')
    await waitFor('the alert', () => follower.summaries.length === 1)
    expect(follower.summaries).toEqual(['meanwhile'])
    expect(session.current()).not.toBe(spent)
    follower.stop()
  })

  it('ends when nobody is signed in any more', async () => {
    const session = new Session(`${gateway.url}/graphql`)
    await session.signIn(manager.email, PASSWORD)
    const follower = await followFromNow(connect({ tokens: session }))
    await gateway.sql('update identity.sessions set revoked_at = now() where user_id = $1', [manager.userId])
    clock.pass(3_600)
    proxy.cutSockets()
    expect(await follower.ended).toMatchObject({ name: 'GatewayError', code: 'UNAUTHENTICATED' })
  })
})

describe('a subscription that waiting does not help', () => {
  it('of nobody ends with the reason', async () => {
    expect(await follow(connect({ tokens: undefined })).ended).toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('to what there is not ends with what is wrong', async () => {
    const wrong = { toString: () => 'subscription { nothing }' } as TypedDocument<
      EscalationAlertsSubscription,
      { after?: string }
    >
    await expect(connect({ tokens: undefined }).follow(wrong, {}).next()).rejects.toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
    })
  })

  it('without a cursor to resume from ends with a word to its author', async () => {
    const bare = {
      toString: () => 'subscription ($after: EventCursor) { escalationAlerts(after: $after) { __typename } }',
    } as TypedDocument<EscalationAlertsSubscription, { after?: string }>
    const { token } = await hire(gateway, business, 'STATION_MANAGER')
    const messages = connect({ tokens: fixedToken(token) }).follow(bare, {})
    await expect(messages.next()).rejects.toThrow(NoCursorError)
  })
})
