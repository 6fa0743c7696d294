import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { IdempotencyInProgressError, IdempotencyKeyReusedError } from '#kernel/errors.ts'
import { RunningRequests } from '#platform/idempotency/running-requests.ts'

const request = { principal: 'user:somebody', keyHash: randomBytes(32), fingerprint: randomBytes(32) }

/** Work that ends when it is told to, and counts how often and with how many at once it was begun. */
class Work {
  begun = 0
  #atOnce = 0
  mostAtOnce = 0
  readonly #ends: ((end: { kept: string | null } | Error) => void)[] = []

  readonly run = async () => {
    this.begun += 1
    this.#atOnce += 1
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce)
    const own = this.begun
    const end = await new Promise<{ kept: string | null } | Error>((resolve) => this.#ends.push(resolve))
    this.#atOnce -= 1
    if (end instanceof Error) throw end
    return { outcome: { own }, kept: end.kept }
  }

  end(end: { kept: string | null } | Error): void {
    this.#ends.shift()?.(end)
  }
}

const settled = (promise: Promise<unknown>) =>
  promise.then(
    (value) => value,
    (error: unknown) => error,
  )

/** Lets everything happen that waits for nothing from outside. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('a request that is at work', () => {
  it('gives its answer to its twins, which do nothing themselves', async () => {
    const [running, work] = [new RunningRequests<string>(), new Work()]
    const first = running.run(request, work.run)
    const twins = Array.from({ length: 50 }, () => running.run(request, work.run))
    work.end({ kept: 'answer' })
    expect(await first).toEqual({ own: 1 })
    expect(await Promise.all(twins)).toEqual(twins.map(() => ({ twins: 'answer' })))
    expect(work.begun).toBe(1)
  })

  it('leaves its work to a twin when it keeps nothing or fails: one at a time, until one does', async () => {
    const [running, work] = [new RunningRequests<string>(), new Work()]
    const outcomes = [0, 1, 2, 3].map(() => settled(running.run(request, work.run)))
    const failure = new Error('away')
    for (const end of [{ kept: null }, failure, { kept: 'answer' }]) {
      work.end(end)
      await turn()
    }
    expect(await Promise.all(outcomes)).toEqual([{ own: 1 }, failure, { own: 3 }, { twins: 'answer' }])
    expect(work.mostAtOnce).toBe(1)
  })

  it('is forgotten afterwards: what comes later asks the database', async () => {
    const [running, work] = [new RunningRequests<string>(), new Work()]
    for (const own of [1, 2]) {
      const outcome = running.run(request, work.run)
      work.end({ kept: 'answer' })
      expect(await outcome).toEqual({ own })
    }
  })

  it('has no twins of another principal or another key', async () => {
    const [running, work] = [new RunningRequests<string>(), new Work()]
    const others = [request, { ...request, principal: 'user:other' }, { ...request, keyHash: randomBytes(32) }]
    const outcomes = others.map((other) => running.run(other, work.run))
    for (const _ of others) work.end({ kept: 'answer' })
    expect(await Promise.all(outcomes)).toEqual([{ own: 1 }, { own: 2 }, { own: 3 }])
  })

  it('has its key to itself: another request under it is refused at once', async () => {
    const [running, work] = [new RunningRequests<string>(), new Work()]
    const first = running.run(request, work.run)
    const other = running.run({ ...request, fingerprint: randomBytes(32) }, work.run)
    expect(await settled(other)).toBeInstanceOf(IdempotencyKeyReusedError)
    work.end({ kept: 'answer' })
    await first
    expect(work.begun).toBe(1)
  })

  it('is not waited for for ever, nor by any number of twins', async () => {
    const [running, work] = [new RunningRequests<string>(2), new Work()]
    const first = running.run(request, work.run)
    const patient = [1, 2].map(() => settled(running.run(request, work.run)))
    expect(await settled(running.run(request, work.run))).toBeInstanceOf(IdempotencyInProgressError)
    const begin = performance.now()
    for (const outcome of await Promise.all(patient)) {
      expect(outcome).toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS', status: 409, retryAfter: 1 })
    }
    expect(performance.now() - begin).toBeGreaterThan(1_500)

    const next = running.run(request, work.run)
    work.end({ kept: 'answer' })
    expect(await Promise.all([first, next])).toEqual([{ own: 1 }, { twins: 'answer' }])
  })
})
