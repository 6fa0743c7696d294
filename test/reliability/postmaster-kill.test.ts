import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEMO_PASSWORD } from '../../prisma/seed/businesses.ts'
import { CustomerWriters } from '../support/customer-writers.ts'
import { type GatewayProcess, spawnGateway } from '../support/gateway-process.ts'
import { post } from '../support/post.ts'
import { waitFor } from '../support/wait.ts'

const KILLS = 3
/** What clients may be told while the database is away: each says that a retry makes sense. */
const RETRYABLE = ['SERVICE_UNAVAILABLE', 'OUTCOME_UNKNOWN', 'TIMEOUT']

let dataDir: string
let gateway: GatewayProcess

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'teppan-postmaster-'))
  await chmod(dataDir, 0o711)
  gateway = await spawnGateway({ DATA_DIR: dataDir, DEMO_DATA: 'true' })
}, 240_000)

afterAll(async () => {
  await gateway?.terminate()
  await rm(dataDir, { recursive: true, force: true })
})

async function killPostmaster(): Promise<void> {
  const [pid] = (await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')
  process.kill(Number(pid), 'SIGKILL')
}

test('a postmaster killed under load comes back without a hand, and nothing acknowledged is lost', async () => {
  const credentials = { email: 'station.manager@bos.iron-maple.example', password: DEMO_PASSWORD }
  const signedIn = await post<{ signIn: { accessToken: string; user: object } }>(gateway.url, {
    query: `mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInPayload { accessToken } } }`,
    variables: { input: credentials },
  })
  const token = signedIn.data?.signIn.accessToken ?? ''
  const stations = await post<{ stations: { nodes: { id: string }[] } }>(gateway.url, {
    query: '{ stations(first: 1) { nodes { id } } }',
    token,
  })
  const stationId = stations.data?.stations.nodes[0]?.id ?? ''

  const writers = new CustomerWriters({ url: () => gateway.url, token: () => token, stationId }, 6)
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const before = writers.acknowledged.length
    await waitFor('writers at work', () => writers.acknowledged.length > before + 20, 30_000)
    await killPostmaster()
  }
  const before = writers.acknowledged.length
  await waitFor('writers at work again', () => writers.acknowledged.length > before + 20, 30_000)
  await writers.stop()

  const lost: string[] = []
  for (const { id } of writers.acknowledged) {
    const found = await post<{ customer: { id: string } | null }>(gateway.url, {
      query: 'query ($id: ID!) { customer(id: $id) { id } }',
      variables: { id },
      token,
    })
    if (found.data?.customer?.id !== id) lost.push(id)
  }
  expect(lost).toEqual([])
  expect([...writers.failures.keys()].filter((code) => !RETRYABLE.includes(code))).toEqual([])
  const ready = await waitFor('readiness', async () => (await fetch(`${gateway.url}/readyz`)).status === 200)
  expect(ready).toBe(true)
}, 120_000)
