import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BadInputError, IdempotencyInProgressError, IdempotencyKeyReusedError } from '#kernel/errors.ts'
import { systemViewer, type Viewer } from '#kernel/viewer.ts'
import { PersonalData } from '#platform/crypto/personal-data.ts'
import { claimKey, keepAnswer, removeExpiredKeys } from '#platform/idempotency/answer-store.ts'
import { ExpiredKeys } from '#platform/idempotency/expired-keys.ts'
import { type KeyedRequest, principalOf } from '#platform/idempotency/keyed-request.ts'
import { newId } from '#platform/new-id.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { waitFor } from '../../support/wait.ts'

const NOW = new Date('2093-06-20T12:00:00.000Z')
const hoursLater = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000)

let gateway: TestGateway
let viewer: Viewer
let request: KeyedRequest

beforeAll(async () => {
  gateway = await startTestGateway()
})

beforeEach(async () => {
  await gateway.sql('delete from events.idempotency_keys')
  viewer = newUser()
  request = newRequest(viewer)
})

afterAll(() => gateway.stop())

function newUser(): Viewer {
  const nothing = { stationIds: [], organizationIds: [], grants: new Map() }
  return { kind: 'user', userId: newId(), sessionId: newId(), ...nothing }
}

function newRequest(sender: Viewer): KeyedRequest {
  return { principal: principalOf(sender) ?? '', keyHash: randomBytes(32), fingerprint: randomBytes(32) }
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  )

/** What the request is answered: what stands under its key, or `body` from now on. */
function answer(asked: KeyedRequest, body: string, now = NOW, sender = viewer): Promise<string> {
  const { unitOfWork, personalData } = gateway.gateway.platform
  return unitOfWork.run(sender, async (transaction) => {
    const given = await claimKey(transaction, personalData, asked, now)
    if (given) return given.body
    await keepAnswer(transaction, personalData, asked, { status: 200, body })
    return body
  })
}

const countKeys = async () =>
  (await gateway.sql<{ count: number }>('select count(*)::int from events.idempotency_keys'))[0]?.count

describe('an answer', () => {
  it('is given again under its key, with its status', async () => {
    expect(await answer(request, '{"data":{"first":true}}')).toBe('{"data":{"first":true}}')
    expect(await answer(request, 'never')).toBe('{"data":{"first":true}}')
    const { unitOfWork, personalData } = gateway.gateway.platform
    expect(await unitOfWork.run(viewer, (transaction) => claimKey(transaction, personalData, request, NOW))).toEqual({
      status: 200,
      body: '{"data":{"first":true}}',
    })
  })

  it('is not given to another request under the same key', async () => {
    await answer(request, 'first')
    const other = { ...request, fingerprint: randomBytes(32) }
    expect(await failure(answer(other, 'other'))).toBeInstanceOf(IdempotencyKeyReusedError)
    expect(await answer(request, 'never')).toBe('first')
  })

  it('belongs to its principal: the same key of somebody else is another one', async () => {
    await answer(request, 'mine')
    const stranger = newUser()
    const theirs = { ...request, principal: principalOf(stranger) ?? '' }
    expect(await answer(theirs, 'theirs', NOW, stranger)).toBe('theirs')
    const ids = { apiKeyId: newId(), partnerId: newId() }
    const partner = { ...newUser(), ...ids, kind: 'partner', plan: 'TRIAL' } as Viewer
    const partners = { ...request, principal: principalOf(partner) ?? '' }
    expect(await answer(partners, 'partner’s', NOW, partner)).toBe('partner’s')
    expect(await answer(request, 'never')).toBe('mine')
  })

  it('is out of everybody else’s reach in the database itself', async () => {
    await answer(request, 'mine')
    const { unitOfWork } = gateway.gateway.platform
    for (const other of [newUser(), systemViewer('platform'), systemViewer('sign_in'), systemViewer('feed')]) {
      const seen = await unitOfWork.run(other, ({ prisma }) => prisma.idempotencyKey.count())
      expect(seen).toBe(0)
      expect(String(await failure(answer(newRequest(viewer), 'theirs', NOW, other)))).toContain('no such station')
    }
  })

  it('cannot be read in the table, not even the key', async () => {
    await answer(request, '{"name":"Ada Lovelace"}')
    const [row] = await gateway.sql<{ text: string }>(
      `select key::text || encode(answer_enc, 'escape') || encode(data_key_wrapped, 'escape') as text
       from events.idempotency_keys as key`,
    )
    expect(row?.text).toContain(request.principal)
    expect(row?.text).not.toContain('Ada')
    expect(row?.text).not.toContain(Buffer.from('Ada Lovelace').toString('hex'))
  })

  it('does not open where it was not given: under another key, or with another master key', async () => {
    await answer(request, 'mine')
    const moved = newRequest(viewer)
    await gateway.sql('update events.idempotency_keys set key_hash = $1, fingerprint = $2', [
      moved.keyHash,
      moved.fingerprint,
    ])
    expect(String(await failure(answer(moved, 'never')))).toContain('unable to authenticate data')
    const { unitOfWork } = gateway.gateway.platform
    const stranger = new PersonalData({ masterKey: randomBytes(32), indexKey: randomBytes(32) })
    const opening = unitOfWork.run(viewer, (transaction) => claimKey(transaction, stranger, moved, NOW))
    expect(String(await failure(opening))).toContain('unable to authenticate data')
  })

  it('is refused when it is too long to be kept, and then nothing has happened', async () => {
    expect(await answer(newRequest(viewer), 'x'.repeat(1_000_000))).toHaveLength(1_000_000)
    expect(await failure(answer(request, 'x'.repeat(1_000_001)))).toBeInstanceOf(BadInputError)
    expect(await answer(request, 'shorter')).toBe('shorter')
  })

  it('is kept for 24 hours; then the key is free for anything', async () => {
    await answer(request, 'first')
    expect(await answer(request, 'never', new Date(hoursLater(24).getTime() - 1))).toBe('first')
    const other = { ...request, fingerprint: randomBytes(32) }
    expect(await answer(other, 'second', hoursLater(24))).toBe('second')
    expect(await answer(other, 'never', hoursLater(47))).toBe('second')
    expect(await countKeys()).toBe(1)
  })
})

describe('two of the same request in two processes', () => {
  /** A claim that commits or rolls back when it is told to. */
  async function claimAndHold(body: string) {
    const { promise: end, resolve, reject } = Promise.withResolvers<void>()
    const { promise: claimed, resolve: isClaimed } = Promise.withResolvers<void>()
    const { unitOfWork, personalData } = gateway.gateway.platform
    const done = unitOfWork.run(viewer, async (transaction) => {
      await claimKey(transaction, personalData, request, NOW)
      isClaimed()
      await end
      await keepAnswer(transaction, personalData, request, { status: 200, body })
    })
    await claimed
    return { commit: resolve, fail: () => reject(new Error('on purpose')), done: failure(done) }
  }

  /** Until somebody waits for a lock. */
  const someoneWaits = () =>
    waitFor('the twin to wait', async () => {
      const [row] = await gateway.sql<{ waits: boolean }>(
        `select count(*) > 0 as waits from pg_locks join pg_stat_activity using (pid)
         where not granted and datname = current_database()`,
      )
      return row?.waits
    })

  it('wait for each other: the second is given the answer of the first', async () => {
    const first = await claimAndHold('first')
    const second = answer(request, 'second')
    await someoneWaits()
    first.commit()
    expect(await second).toBe('first')
    expect(await first.done).toBeNull()
  })

  it('wait for each other: the second does it when the first has not', async () => {
    const first = await claimAndHold('first')
    const second = answer(request, 'second')
    await someoneWaits()
    first.fail()
    expect(await second).toBe('second')
    expect(String(await first.done)).toContain('on purpose')
  })

  it('do not wait for ever: after two seconds the second is told that the first is still at work', async () => {
    const first = await claimAndHold('first')
    expect(await failure(answer(request, 'second'))).toBeInstanceOf(IdempotencyInProgressError)
    first.commit()
    await first.done
    expect(await answer(request, 'second')).toBe('first')
  })
})

describe('what has expired', () => {
  /** So many keys of as many principals, which expire a day after `at`. */
  async function leaveKeys(number: number, at: Date): Promise<void> {
    await gateway.sql(
      `insert into events.idempotency_keys
         (principal, key_hash, fingerprint, status, data_key_wrapped, answer_enc, created_at, expires_at)
       select 'user:' || gen_random_uuid(), sha256(number::text::bytea), sha256('x'), 200, 'x', 'x',
         $2::timestamptz, $2::timestamptz + interval '24 hours'
       from generate_series(1, $1::int) as number`,
      [number, at],
    )
  }

  it('is removed, of whomever, as many as are asked for, and nothing else', async () => {
    await leaveKeys(7, NOW)
    await leaveKeys(2, hoursLater(1))
    const { unitOfWork } = gateway.gateway.platform
    const remove = (at: Date) =>
      unitOfWork.run(systemViewer('upkeep'), (transaction) => removeExpiredKeys(transaction, at, 5))
    expect(await remove(new Date(hoursLater(24).getTime() - 1))).toBe(0)
    expect(await remove(hoursLater(24))).toBe(5)
    expect(await remove(hoursLater(24))).toBe(2)
    expect(await remove(hoursLater(24))).toBe(0)
    expect(await countKeys()).toBe(2)
  })

  it('is removed once a minute as keys are taken, and at once again while there is more than a batch', async () => {
    await leaveKeys(1_200, NOW)
    const { unitOfWork, log } = gateway.gateway.platform
    let now = hoursLater(25)
    const expired = new ExpiredKeys(unitOfWork, { now: () => now }, log)
    const left: (number | undefined)[] = []
    for (let sweep = 0; sweep < 4; sweep += 1) {
      await expired.sweep()
      left.push(await countKeys())
    }
    expect(left).toEqual([700, 200, 0, 0])
    await leaveKeys(1, NOW)
    await expired.sweep()
    expect(await countKeys()).toBe(1)
    now = new Date(now.getTime() + 60_000)
    await expired.sweep()
    expect(await countKeys()).toBe(0)
  })

  it('stays where somebody is at work on it, and a failure to remove is told to the log alone', async () => {
    await leaveKeys(1, NOW)
    const { unitOfWork, log } = gateway.gateway.platform
    const remove = () =>
      unitOfWork.run(systemViewer('upkeep'), (transaction) => removeExpiredKeys(transaction, hoursLater(25), 5))
    await unitOfWork.run(systemViewer('upkeep'), async ({ prisma }) => {
      await prisma.$queryRaw`select from events.idempotency_keys for update`
      expect(await remove()).toBe(0)
    })
    expect(await remove()).toBe(1)
    gateway.takeLog()
    await new ExpiredKeys({ run: () => Promise.reject(new Error('away')) }, { now: () => NOW }, log).sweep()
    expect(gateway.takeLog()).toMatchObject([{ level: 'warn', message: 'expired idempotency keys were not removed' }])
  })

  it('is found by an index', async () => {
    await leaveKeys(5_000, NOW)
    await gateway.sql('analyze events.idempotency_keys')
    const plan = await gateway.sql<{ 'QUERY PLAN': string }>(
      `explain select principal, key_hash from events.idempotency_keys where expires_at <= $1 order by expires_at limit 500`,
      [NOW],
    )
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('idempotency_keys_expires_at_idx')
  })
})
