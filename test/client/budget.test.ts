import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Budget } from '../../client/budget.ts'

/** So slow that whoever has to wait for it waits beyond the test. */
const HARDLY = 0.001

const report = (remaining: number, restorePerSecond = HARDLY) => ({ limit: 100, remaining, restorePerSecond })

/** A budget after one operation A with this cost and this report. */
async function afterOne(requested: number, budget = report(100)): Promise<Budget> {
  const pacer = new Budget()
  const settle = await pacer.admit('A')
  settle({ requested, budget })
  return pacer
}

/** Sends the operation, of which nothing is heard again. */
async function send(budget: Budget, operation = 'A'): Promise<void> {
  const settle = await budget.admit(operation)
  settle(null)
}

/** Whether an operation goes at once; if not, it waits for longer than the test takes. */
async function goesAtOnce(budget: Budget, operation = 'A'): Promise<boolean> {
  const abort = new AbortController()
  const admitted = budget.admit(operation, abort.signal).then(
    (settle) => {
      settle(null)
      return true
    },
    () => false,
  )
  const isAdmitted = await Promise.race([admitted, delay(200, false)])
  abort.abort()
  return isAdmitted
}

describe('the budget', () => {
  it('holds nothing back as long as nothing is known of it', async () => {
    const budget = new Budget()
    for (let time = 0; time < 50; time += 1) expect(await goesAtOnce(budget)).toBe(true)
  })

  it('holds an operation back until there is what it has cost before', async () => {
    expect(await goesAtOnce(await afterOne(30, report(30)))).toBe(true)
    expect(await goesAtOnce(await afterOne(30, report(29)))).toBe(false)
    const startedAt = performance.now()
    await send(await afterOne(30, report(10, 100)))
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(195)
  })

  it('takes one point for the cost of what was never asked', async () => {
    expect(await goesAtOnce(await afterOne(50, report(1)), 'B')).toBe(true)
    expect(await goesAtOnce(await afterOne(50, report(0.5)), 'B')).toBe(false)
  })

  it('counts what was sent since the last report', async () => {
    const budget = await afterOne(40)
    expect(await goesAtOnce(budget)).toBe(true)
    expect(await goesAtOnce(budget)).toBe(true)
    expect(await goesAtOnce(budget)).toBe(false)
    expect(await goesAtOnce(budget, 'B')).toBe(true)
  })

  it('counts what is on its way besides what a report says', async () => {
    const budget = await afterOne(40)
    const first = await budget.admit('A')
    const second = await budget.admit('A')
    first({ requested: 40, budget: report(60) })
    expect(await goesAtOnce(budget)).toBe(false)
    second({ requested: 40, budget: report(60) })
    expect(await goesAtOnce(budget)).toBe(true)
  })

  it('does not wait for an answer that never comes', async () => {
    const budget = await afterOne(100, report(100, 1_000))
    await budget.admit('A')
    await send(budget)
  })

  it('lets an operation through that costs more than there ever is: the gateway says what it thinks of it', async () => {
    expect(await goesAtOnce(await afterOne(500))).toBe(true)
    expect(await goesAtOnce(await afterOne(500, report(99)))).toBe(false)
  })

  it('keeps the order in which operations came', async () => {
    const budget = await afterOne(20, report(0, 100))
    const order: string[] = []
    const ask = async (operation: string) => {
      await send(budget, operation)
      order.push(operation)
    }
    await Promise.all([ask('A'), ask('cheap'), ask('A')])
    expect(order).toEqual(['A', 'cheap', 'A'])
  })

  it('forgets whoever does not want to wait any more', async () => {
    const budget = new Budget()
    budget.block(60_000)
    const abort = new AbortController()
    const waiting = [budget.admit('A', abort.signal), budget.admit('A', abort.signal)]
    abort.abort(new Error('left'))
    for (const admitted of waiting) await expect(admitted).rejects.toThrow('left')
  })

  it('holds everything back when it was told to', async () => {
    const budget = new Budget()
    const startedAt = performance.now()
    budget.block(150)
    await send(budget)
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(145)
  })
})
