import { describe, expect, it } from 'vitest'
import { RateLimitedError } from '#kernel/errors.ts'
import { anonymous, type PartnerViewer, type UserViewer } from '#kernel/viewer.ts'
import { type Allowances, defaultAllowances } from '#platform/rate-limits/allowances.ts'
import { type Budget, Budgets } from '#platform/rate-limits/budgets.ts'

const NONE = { stationIds: [], organizationIds: [], grants: new Map() }
const user = (userId: string): UserViewer => ({ kind: 'user', userId, sessionId: 's', ...NONE })
const partner = (apiKeyId: string, plan: PartnerViewer['plan'] = 'TRIAL'): PartnerViewer => ({
  kind: 'partner',
  apiKeyId,
  plan,
  ...NONE,
})

const small = { operation: 100, limit: 100, restorePerSecond: 10, concurrency: 2 }
const allowances: Allowances = { ...defaultAllowances, ANONYMOUS: small, STAFF: small, TRIAL: small }

/** Budgets under a clock that stands still until it is moved. */
function openBudgets(maxAccounts?: number) {
  let now = 1_000_000
  const budgets = new Budgets(allowances, { now: () => new Date(now) }, maxAccounts)
  return {
    budgets,
    pass: (seconds: number) => {
      now += seconds * 1_000
    },
  }
}

function refusal(act: () => unknown): RateLimitedError {
  try {
    act()
  } catch (error) {
    if (error instanceof RateLimitedError) return error
    throw error
  }
  throw new Error('it was not refused')
}

const remaining = (budget: Budget) => budget.status().remaining

describe('a budget', () => {
  it('tells what there is, and when there will be all again', () => {
    const { budgets, pass } = openBudgets()
    const budget = budgets.of(user('a'), '192.0.2.1')
    budget.take(45)
    expect(budget.status()).toEqual({
      limit: 100,
      remaining: 55,
      restorePerSecond: 10,
      resetAt: new Date(1_004_500),
      concurrency: 2,
      running: 0,
      perOperation: 100,
    })
    pass(2)
    expect(budget.status()).toMatchObject({ remaining: 75, resetAt: new Date(1_004_500) })
    pass(60)
    expect(budget.status()).toMatchObject({ remaining: 100, resetAt: new Date(1_062_000) })
  })

  it('refuses what it does not hold, takes nothing, and says after how many whole seconds it will', () => {
    const { budgets, pass } = openBudgets()
    const budget = budgets.of(user('a'), null)
    budget.take(95)
    const { message, retryAfter } = refusal(() => budget.take(20))
    expect([message, retryAfter]).toEqual(['The operation asks for 20 points, of which 5 remain.', 2])
    expect(remaining(budget)).toBe(5)
    pass(1)
    expect(refusal(() => budget.take(20)).retryAfter).toBe(1)
    pass(1)
    budget.take(20)
    expect(remaining(budget)).toBe(5)
  })

  it('gets back what an operation did not cost, and pays what it cost more', () => {
    const { budgets } = openBudgets()
    const budget = budgets.of(user('a'), null)
    budget.take(80)
    budget.settle(80, 30)
    expect(remaining(budget)).toBe(70)
    budget.take(10)
    budget.settle(10, 25)
    expect(remaining(budget)).toBe(45)
  })

  it('can be asked how long to wait', () => {
    const { budgets, pass } = openBudgets()
    const budget = budgets.of(user('a'), null)
    expect(budget.tryTake(100)).toBe(0)
    expect(budget.tryTake(7)).toBe(700)
    pass(0.7)
    expect(budget.tryTake(7)).toBe(0)
  })

  it('is one for each person, each key and each address', () => {
    const { budgets } = openBudgets()
    budgets.of(user('a'), '192.0.2.1').take(10)
    budgets.of(partner('a'), '192.0.2.1').take(20)
    budgets.of(anonymous, '192.0.2.1').take(30)
    budgets.of(user('a'), '2001:db8::1').take(5)
    budgets.of(anonymous, '2001:db8::1').take(6)
    const left = [user('a'), partner('a'), anonymous].map((viewer) => remaining(budgets.of(viewer, '192.0.2.1')))
    expect(left).toEqual([85, 80, 70])
    expect(remaining(budgets.of(user('b'), '192.0.2.1'))).toBe(100)
    expect(remaining(budgets.of(anonymous, '192.0.2.2'))).toBe(100)
    expect(remaining(budgets.of(anonymous, '2001:db8::2'))).toBe(94)
    expect(remaining(budgets.of(anonymous, null))).toBe(100)
  })

  it('is as large as the plan of the key says now', () => {
    const { budgets } = openBudgets()
    budgets.of(partner('a'), null).take(40)
    expect(budgets.of(partner('a', 'STANDARD'), null).status()).toMatchObject({
      limit: defaultAllowances.STANDARD.limit,
      remaining: defaultAllowances.STANDARD.limit - 40,
    })
  })

  it('is forgotten when very many others have asked since', () => {
    const { budgets } = openBudgets(3)
    budgets.of(user('a'), null).take(50)
    for (const id of ['b', 'c']) budgets.of(user(id), null)
    expect(remaining(budgets.of(user('a'), null))).toBe(100)
  })
})

describe('operations at a time', () => {
  it('are so many and no more, and may be again once one is over', () => {
    const { budgets } = openBudgets()
    const budget = budgets.of(user('a'), null)
    const [endFirst, endSecond] = [budget.enter(), budgets.of(user('a'), '192.0.2.1').enter()]
    const { message, retryAfter } = refusal(() => budget.enter())
    expect([message, retryAfter]).toEqual(['At most 2 operations run at a time.', 1])
    endFirst()
    const endThird = budget.enter()
    expect(budget.status().running).toBe(2)
    endFirst()
    expect(budget.status().running).toBe(2)
    endSecond()
    endThird()
    expect(budget.status().running).toBe(0)
  })
})

describe('what is refused at the door', () => {
  it('is paid for once, and not besides what was executed', () => {
    const { budgets } = openBudgets()
    const budget = budgets.of(anonymous, '192.0.2.1')
    budget.payForFault()
    budget.payForFault()
    expect(remaining(budget)).toBe(95)
    const paid = budgets.of(anonymous, '192.0.2.1')
    paid.take(1)
    paid.payForFault()
    expect(remaining(paid)).toBe(94)
  })

  it('is paid for by the address, whoever asked from there', () => {
    const { budgets } = openBudgets()
    const budget = budgets.of(user('a'), '192.0.2.1')
    budget.payForFault()
    budgets.of(anonymous, '192.0.2.1').payForFault()
    expect(remaining(budget)).toBe(100)
    expect(remaining(budgets.of(anonymous, '192.0.2.1'))).toBe(90)
  })

  it('is not even looked at when too much of it has come from there', () => {
    const { budgets, pass } = openBudgets()
    for (let fault = 0; fault < 25; fault += 1) budgets.of(user('a'), '192.0.2.1').payForFault()
    const budget = budgets.of(user('b'), '192.0.2.1')
    const { message, retryAfter } = refusal(() => budget.requireFaultPoints())
    expect([message, retryAfter]).toEqual(['Too much has come from this address for a new document to be read.', 1])
    expect(() => budgets.of(user('a'), '192.0.2.2').requireFaultPoints()).not.toThrow()
    pass(0.5)
    expect(() => budget.requireFaultPoints()).not.toThrow()
  })
})
