import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { type Business, createBusiness, hire, type StaffMember } from '../support/business.ts'
import { CustomerWriters } from '../support/customer-writers.ts'
import { createTestSecrets, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { type GatewayProcess, secretsEnvironment, spawnGateway } from '../support/gateway-process.ts'
import { waitFor } from '../support/wait.ts'

const KILLS = 5

let scene: TestGateway
let business: Business
let manager: StaffMember
let dataDir: string
const secrets = createTestSecrets()

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'teppan-kill-'))
  scene = await startTestGateway({ secrets })
  business = await createBusiness(scene)
  manager = await hire(scene, business, 'STATION_MANAGER')
})

afterAll(async () => {
  await scene.stop()
  await rm(dataDir, { recursive: true, force: true })
})

function startProcess(): Promise<GatewayProcess> {
  return spawnGateway({
    ...secretsEnvironment(secrets),
    DATABASE_URL: scene.database.gatewayUrl,
    DATA_DIR: dataDir,
  })
}

test('a gateway killed in the middle of mutations loses nothing that it acknowledged, and leaves nothing half done', async () => {
  let gateway = await startProcess()
  const target = {
    url: () => gateway.url,
    token: () => manager.token,
    stationId: publicId('station', business.stationIds[0]),
  }
  const writers = new CustomerWriters(target, 8)
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const before = writers.acknowledged.length
    await waitFor('writers at work', () => writers.acknowledged.length > before + 20)
    await gateway.kill()
    gateway = await startProcess()
  }
  await writers.stop()
  await gateway.kill()

  const rows = await scene.sql<{ source: string; events: number }>(
    `select customer.source, count(event.id)::int as events from customers.customers customer
     left join events.domain_events event on event.aggregate_id = customer.id and event.type = 'customer.created'
     group by customer.id`,
  )
  const stored = new Set(rows.map(({ source }) => source))
  expect(writers.acknowledged.filter(({ source }) => !stored.has(source))).toEqual([])
  expect(rows.filter(({ events }) => events !== 1)).toEqual([])
  const [orphans] = await scene.sql<{ count: number }>(
    `select count(*)::int from events.domain_events where aggregate_id not in (select id from customers.customers)`,
  )
  expect(orphans).toEqual({ count: 0 })
  expect(writers.failures.get('INTERNAL_SERVER_ERROR')).toBeUndefined()
}, 120_000)
