import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiKeyUses } from '#domains/identity/use-cases/note-api-key-use.ts'
import { systemViewer } from '#kernel/viewer.ts'
import type { UnitOfWork } from '#platform/database/unit-of-work.ts'
import { giveKey } from '../../support/api-keys.ts'
import { type Business, createBusiness, hireOwner, type StaffMember } from '../../support/business.ts'
import { ChosenClock } from '../../support/chosen-clock.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { waitFor } from '../../support/wait.ts'

let gateway: TestGateway
let business: Business
let owner: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway)
  owner = await hireOwner(gateway, business)
})

afterAll(() => gateway.stop())

/** Uses of one gateway, of which each attempt to write one down can be waited for. */
function watchUses(clock: ChosenClock) {
  const attempts: Promise<unknown>[] = []
  const unitOfWork: UnitOfWork = {
    run(viewer, work) {
      const attempt = gateway.gateway.platform.unitOfWork.run(viewer, work)
      attempts.push(attempt)
      return attempt
    },
  }
  return { uses: new ApiKeyUses(unitOfWork, clock, gateway.gateway.platform.log), attempts }
}

async function newKeyId(): Promise<string> {
  const { apiKey } = await giveKey(gateway, owner, business)
  const [row] = await gateway.sql<{ id: string }>('select id from identity.api_keys where key_id = $1', [
    apiKey.prefix.slice(8),
  ])
  return row?.id ?? ''
}

async function lastUse(id: string): Promise<Date | null> {
  const [row] = await gateway.sql<{ at: Date | null }>(
    'select last_used_at as at from identity.api_keys where id = $1',
    [id],
  )
  return row?.at ?? null
}

describe('the use of an API key', () => {
  it('is written down with the first request, and told with the key', async () => {
    const { key, apiKey } = await giveKey(gateway, owner, business)
    const find = async () =>
      (
        await gateway.query<{ apiKey: { lastUsedAt: string | null; version: number } }>(
          'query ($id: ID!) { apiKey(id: $id) { lastUsedAt version } }',
          { id: apiKey.id },
          owner.token,
        )
      ).apiKey
    expect(await find()).toEqual({ lastUsedAt: null, version: 1 })
    await gateway.on('public').query('{ viewer { permissions } }', {}, key)
    const used = await waitFor('the use is written down', async () => (await find()).lastUsedAt)
    expect(Math.abs(Date.parse(used) - Date.now())).toBeLessThan(60_000)
    expect((await find()).version).toBe(1)
  })

  it('is written down once a minute at most', async () => {
    const clock = new ChosenClock()
    const id = await newKeyId()
    const { uses, attempts } = watchUses(clock)
    for (let at = 0; at < 100; at += 1) uses.note(id)
    expect(attempts).toHaveLength(1)
    await Promise.all(attempts)
    const first = await lastUse(id)
    clock.pass(58)
    uses.note(id)
    expect(attempts).toHaveLength(1)
    clock.pass(3)
    uses.note(id)
    expect(attempts).toHaveLength(2)
    await Promise.all(attempts)
    expect((await lastUse(id))?.getTime()).toBeGreaterThan((first?.getTime() ?? Number.NaN) + 60_000)
  })

  it('is not written down again by another gateway within the minute', async () => {
    const id = await newKeyId()
    const clock = new ChosenClock()
    const one = watchUses(clock)
    one.uses.note(id)
    await Promise.all(one.attempts)
    const first = await lastUse(id)
    clock.pass(30)
    const other = watchUses(clock)
    other.uses.note(id)
    expect(other.attempts).toHaveLength(1)
    await Promise.all(other.attempts)
    expect(await lastUse(id)).toEqual(first)
  })

  it('that cannot be written down stands in nobody’s way, and is logged', async () => {
    const id = await newKeyId()
    const broken: UnitOfWork = { run: () => Promise.reject(new Error('the database is away')) }
    gateway.takeLog()
    new ApiKeyUses(broken, new ChosenClock(), gateway.gateway.platform.log).note(id)
    const entry = await waitFor('the failure is logged', () => gateway.takeLog().find(({ level }) => level === 'warn'))
    expect(entry).toMatchObject({
      fields: { apiKeyId: id, err: new Error('the database is away') },
      message: 'the use of an API key was not written down',
    })
  })

  it('waits for nothing that holds the key: the request is answered first', async () => {
    const { key, apiKey } = await giveKey(gateway, owner, business)
    const { unitOfWork } = gateway.gateway.platform
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    const { promise: locked, resolve: lock } = Promise.withResolvers<void>()
    const viewer = systemViewer('sign_in')
    const holding = unitOfWork.run(viewer, async ({ prisma }) => {
      await prisma.$queryRaw`SELECT id FROM identity.api_keys WHERE key_id = ${apiKey.prefix.slice(8)} FOR UPDATE`
      lock()
      await held
    })
    await locked
    expect(await gateway.on('public').query('{ viewer { permissions } }', {}, key)).toBeTruthy()
    const used = () =>
      gateway.sql<{ at: Date | null }>('select last_used_at as at from identity.api_keys where key_id = $1', [
        apiKey.prefix.slice(8),
      ])
    expect(await used()).toEqual([{ at: null }])
    release()
    await holding
    await waitFor('the use is written down', async () => (await used())[0]?.at)
  })
})
