import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEscalation } from '#domains/support/use-cases/create-escalation.ts'
import { publicId } from '#graphql/ids.ts'
import { GatewayClient } from '../../client/client.ts'
import { sendForm } from '../../client/examples/create-customer.ts'
import { followAlerts } from '../../client/examples/follow-alerts.ts'
import { readNewestCustomers } from '../../client/examples/read-customers.ts'
import { Session } from '../../client/examples/session.ts'
import { Subscriptions } from '../../client/resumable.ts'
import { actAs, addCustomer, type Business, createBusiness, hire, PASSWORD, sceneViewer } from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { waitFor } from '../support/wait.ts'

const EXAMPLES = 'client/examples'

let gateway: TestGateway
let business: Business
let url: string
let session: Session
let client: GatewayClient

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway)
  url = `${gateway.url}/graphql`
  const { email } = await hire(gateway, business, 'STATION_MANAGER')
  session = new Session(url)
  await session.signIn(email, PASSWORD)
  client = new GatewayClient({ url, tokens: session, name: 'examples' })
})
afterAll(() => gateway.stop())

describe('the examples of the client', () => {
  it('stand in its README as they are here', () => {
    const readme = readFileSync('client/README.md', 'utf8')
    const blocks = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code)
    const files = readdirSync(EXAMPLES).filter((file) => file.endsWith('.ts'))
    expect(blocks.sort()).toEqual(files.map((file) => readFileSync(`${EXAMPLES}/${file}`, 'utf8')).sort())
  })

  it('sign in, and get a new token for a spent one', async () => {
    const spent = session.current()
    expect(spent).toEqual(expect.any(String))
    expect(await session.renew()).not.toBe(spent)
    expect(session.current()).not.toBe(spent)
    await expect(new Session(url).signIn('nobody@example.com', PASSWORD)).rejects.toThrow()
  })

  it('read customers', async () => {
    await addCustomer(gateway, business, { name: 'Grace Hopper' })
    expect(await readNewestCustomers(client)).toContain('Grace Hopper')
  })

  it('create a customer once, however often the form is sent, or say what is wrong with it', async () => {
    const stationId = publicId('station', business.stationIds[0])
    const form = { key: 'form-0001', input: { stationId, name: 'Ada Lovelace' } }
    const first = await sendForm(client, form)
    expect(first).toEqual({ id: expect.stringMatching(/^customer_/), name: 'Ada Lovelace' })
    expect(await sendForm(client, form)).toEqual(first)
    expect(await sendForm(client, { key: 'form-0002', input: { stationId, name: '' } })).toMatch(/name/)
  })

  it('show alerts, go on behind the last one, and start anew where the log begins', async () => {
    const escalate = (summary: string) =>
      createEscalation(actAs(gateway, sceneViewer(business)), {
        stationId: business.stationIds[0],
        customerId: null,
        bookingId: null,
        fields: { reason: 'OTHER', priority: 'NORMAL', summary },
      })
    let cursor: string | null = null
    const bookmark = {
      read: () => cursor,
      write: (next: string) => {
        cursor = next
      },
    }
    const shown: string[] = []
    async function followUntil(condition: () => unknown): Promise<void> {
      const abort = new AbortController()
      const subscriptions = new Subscriptions({ url, tokens: session })
      const ended = followAlerts(subscriptions, bookmark, (summary) => shown.push(summary), abort.signal)
      await waitFor('what the example shows', condition)
      abort.abort()
      await ended
      await subscriptions.close()
    }
    await followUntil(() => cursor !== null)
    await escalate('first')
    await followUntil(() => shown.length === 1)
    await escalate('second')
    await followUntil(() => shown.length === 2)
    expect(shown).toEqual(['first', 'second'])

    const old: string | null = cursor
    await gateway.sql('update events.event_log set floor_xid = pg_current_xact_id()')
    await followUntil(() => cursor !== old)
    await escalate('third')
    await followUntil(() => shown.length === 3)
    expect(shown.at(-1)).toBe('third')
  })
})
