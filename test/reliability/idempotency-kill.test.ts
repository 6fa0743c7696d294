import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { addChef, type BookingScene, countRows, openBookingScene } from '../support/bookings.ts'
import { type GatewayProcess, secretsEnvironment, spawnGateway } from '../support/gateway-process.ts'
import { CREATE_BOOKING, newBooking, newKey, sendKeyed } from '../support/keyed.ts'
import { TcpGate } from '../support/tcp-gate.ts'
import { waitFor } from '../support/wait.ts'

let scene: BookingScene
let dataDir: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'teppan-keyed-'))
  scene = await openBookingScene()
})

afterAll(async () => {
  await scene.gateway.stop()
  await rm(dataDir, { recursive: true, force: true })
})

/** A gateway of its own process, behind this door to the same database. */
function startProcess(databaseUrl = scene.gateway.database.gatewayUrl): Promise<GatewayProcess> {
  return spawnGateway({
    ...secretsEnvironment(scene.gateway.secrets),
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
  })
}

async function requestOf(url: string) {
  const [key, chefId] = [newKey(), await addChef(scene)]
  const request = { query: CREATE_BOOKING, variables: newBooking(scene, [chefId]), token: scene.manager.token, key }
  return { key, first: sendKeyed(url, request).catch(() => null), again: () => sendKeyed(scene.gateway.url, request) }
}

describe('a gateway that is killed while it commits under a key', () => {
  /** Starts a process whose commit of the key is stopped like this, and kills it there. */
  async function killAtCommit(passage: 'loses its answer' | 'is lost', isThere: () => Promise<boolean>) {
    const { gate, url } = await TcpGate.before(scene.gateway.database.gatewayUrl)
    let stopped = false
    gate.watch = (message, before) => {
      stopped ||= message.includes('COMMIT') && /UPDATE\b.*\bidempotency_keys/s.test(before)
      return stopped && message.includes('COMMIT') ? passage : 'passes'
    }
    const killed = await startProcess(url)
    const request = await requestOf(killed.url)
    await waitFor('the commit to be stopped', () => stopped)
    await waitFor('the database to be where it should', isThere)
    await killed.kill()
    expect(await request.first).toBeNull()
    await gate.close()
    return request
  }

  it.each([1, 2])('has committed: the one result is given to whoever asks again, elsewhere (round %i)', async () => {
    const before = await countRows(scene)
    const isCommitted = async () => (await countRows(scene)).bookings === before.bookings + 1
    const { key, again } = await killAtCommit('loses its answer', isCommitted)
    const [booking] = await scene.gateway.sql<{ id: string }>(
      'select id from bookings.bookings order by id desc limit 1',
    )
    for (const answer of [await again(), await again()]) {
      expect(answer).toMatchObject({
        status: 200,
        data: { createBooking: { booking: { id: publicId('booking', booking?.id ?? '') } } },
        extensions: { idempotency: { key, replayed: true } },
      })
    }
    const after = await countRows(scene)
    expect([after.bookings - before.bookings, after.events - before.events]).toEqual([1, 1])
  })

  it.each([1, 2])('has not: whoever asks again is the first, as soon as the database knows (round %i)', async () => {
    const before = await countRows(scene)
    const { key, again } = await killAtCommit(
      'is lost',
      async () => (await countRows(scene)).bookings === before.bookings,
    )
    const answer = await waitFor('the key to be free', async () => {
      const given = await again()
      return given.status === 200 && given
    })
    expect(answer.extensions.idempotency).toEqual({ key, replayed: false })
    expect((await again()).extensions.idempotency).toEqual({ key, replayed: true })
    const after = await countRows(scene)
    expect([after.bookings - before.bookings, after.events - before.events]).toEqual([1, 1])
  })
})

describe('gateways that are killed at any time', () => {
  const KILLS = 3
  const CLIENTS = 6
  const CREATE = `mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) {
    ... on CreateCustomerPayload { customer { id source } } } }`

  it('lose and double nothing of clients that send each request until they have an answer', async () => {
    let gateway = await startProcess()
    let isOver = false
    const answered: { id: string; source: string }[] = []
    /** One request, under one key, as often as it takes. */
    const insist = async (source: string) => {
      const input = { stationId: publicId('station', scene.stationId), name: 'Insistent', source }
      const request = { query: CREATE, variables: { input }, token: scene.manager.token, key: newKey() }
      const customer = await waitFor(
        `an answer to ${source}`,
        async () => {
          const { data } = await sendKeyed(gateway.url, request)
          return data?.createCustomer?.customer as { id: string; source: string } | undefined
        },
        30_000,
      )
      answered.push(customer)
    }
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      for (let number = 0; !isOver; number += 1) await insist(`insistent-${client}-${number}`)
    })
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const before = answered.length
      await waitFor('clients at work', () => answered.length > before + 30, 30_000)
      await gateway.kill()
      gateway = await startProcess()
    }
    isOver = true
    await Promise.all(clients)
    await gateway.kill()

    const rows = await scene.gateway.sql<{ id: string; source: string; events: number }>(
      `select customer.id, customer.source, count(event.id)::int as events from customers.customers customer
       left join events.domain_events event on event.aggregate_id = customer.id
       where customer.source like 'insistent-%' group by customer.id`,
    )
    const stored = rows.map(({ id, source, events }) => ({ id: publicId('customer', id), source, events }))
    const expected = answered.map(({ id, source }) => ({ id, source, events: 1 }))
    const bySource = (one: { source: string }, other: { source: string }) => one.source.localeCompare(other.source)
    expect(stored.toSorted(bySource)).toEqual(expected.toSorted(bySource))
  }, 180_000)
})
