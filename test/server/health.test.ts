import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { waitFor } from '../support/wait.ts'

let gateway: TestGateway

beforeAll(async () => {
  gateway = await startTestGateway()
})

afterAll(() => gateway.stop())

async function get(path: string) {
  const response = await fetch(`${gateway.url}${path}`)
  return { status: response.status, body: await response.json() }
}

describe('the health of the gateway', () => {
  it('is asked for without a token, and says no more than it must', async () => {
    expect(await get('/healthz')).toEqual({ status: 200, body: { status: 'ok' } })
  })
})

describe('the readiness of the gateway', () => {
  const ready = { status: 200, body: { status: 'ready', checks: { serving: true, database: true, feed: true } } }

  it('is there when database and feed are', async () => {
    await waitFor('the gateway is ready', async () => (await get('/readyz')).status === 200)
    expect(await get('/readyz')).toEqual(ready)
  })

  it('goes with the database, while the process lives, and comes back with it', async () => {
    const database = new URL(gateway.database.gatewayUrl).pathname.slice(1)
    await gateway.sql(`revoke connect on database "${database}" from teppan_gateway, public`)
    await gateway.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'teppan_gateway'`,
    )
    await waitFor('the gateway is not ready', async () => (await get('/readyz')).status === 503)
    expect((await get('/readyz')).body).toMatchObject({
      status: 'not ready',
      checks: { serving: true, database: false },
    })
    expect((await get('/healthz')).status).toBe(200)

    await gateway.sql(`grant connect on database "${database}" to teppan_gateway`)
    await waitFor('the gateway is ready again', async () => (await get('/readyz')).status === 200)
    expect(await get('/readyz')).toEqual(ready)
  })
})
