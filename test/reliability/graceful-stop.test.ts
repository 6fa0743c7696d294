import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { createTestSecrets } from '../support/gateway.ts'
import { secretsEnvironment, spawnGateway } from '../support/gateway-process.ts'
import { post } from '../support/post.ts'
import { waitFor } from '../support/wait.ts'

let database: TestDatabase
let dataDir: string

beforeAll(async () => {
  database = await createTestDatabase()
  dataDir = await mkdtemp(join(tmpdir(), 'teppan-stop-'))
})

afterAll(async () => {
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
})

test('SIGTERM under load: readiness goes first, every request that was taken is answered, sockets are sent away, exit 0', async () => {
  const gateway = await spawnGateway({
    ...secretsEnvironment(createTestSecrets()),
    DATABASE_URL: database.gatewayUrl,
    DATA_DIR: dataDir,
    DRAIN_DELAY_MS: '1000',
  })
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  await new Promise((resolve) => socket.once('open', resolve))
  socket.send(JSON.stringify({ type: 'connection_init' }))

  let draining = false
  let answered = 0
  const failures: unknown[] = []
  // Like a balancer: sends requests until readiness is gone, then no more.
  const client = async () => {
    while (!draining) {
      try {
        const { data } = await post(gateway.url, { query: '{ viewer { user { id } } }' })
        if (data) answered += 1
        else failures.push('an answer without data')
      } catch (error) {
        failures.push(error)
      }
    }
  }
  const load = Promise.all(Array.from({ length: 10 }, client))
  await waitFor('load', () => answered > 50)
  const exit = gateway.terminate()
  await waitFor('readiness to go', async () => (await fetch(`${gateway.url}/readyz`)).status === 503)
  expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200)
  draining = true
  await load

  expect(failures).toEqual([])
  expect(await closed).toBe(1012)
  expect(await exit).toBe(0)
}, 60_000)

test('a start with bad configuration says all that is wrong at once, and ends', async () => {
  await expect(spawnGateway({ PORT: 'many', LOG_LEVEL: 'loud', DATA_DIR: dataDir })).rejects.toThrow(
    /PORT: [\s\S]*LOG_LEVEL: /,
  )
})
