import { LRUCache } from 'lru-cache'
import type { Clock } from '#kernel/clock.ts'
import { RateLimitedError } from '#kernel/errors.ts'
import { networkOf } from '#kernel/network.ts'
import type { Viewer } from '#kernel/viewer.ts'
import type { Allowance, Allowances, PrincipalKind } from './allowances.ts'
import { LeakyBucket } from './leaky-bucket.ts'

/** What is kept of a principal: some hundred bytes. */
interface Account {
  bucket: LeakyBucket
  /** Operations that run now. */
  running: number
}

/** More principals than these in turn, and whoever was away the longest starts with a full budget again. */
const MAX_ACCOUNTS = 50_000
/** What it costs to be refused before anything is executed, in points. */
const FAULT_POINTS = 5

/** The budgets of everybody who asks this process. */
export class Budgets {
  readonly #allowances: Allowances
  readonly #clock: Clock
  readonly #accounts: LRUCache<string, Account>

  constructor(allowances: Allowances, clock: Clock, maxAccounts = MAX_ACCOUNTS) {
    this.#allowances = allowances
    this.#clock = clock
    this.#accounts = new LRUCache({ max: maxAccounts })
  }

  /** Of the person or the API key; of the address when nobody is known. */
  of(viewer: Viewer, address: string | null): Budget {
    const atAddress = this.#budget('ANONYMOUS', `address ${address === null ? '' : networkOf(address)}`)
    if (viewer.kind === 'user') return this.#budget('STAFF', `user ${viewer.userId}`, atAddress)
    if (viewer.kind === 'partner') return this.#budget(viewer.plan, `key ${viewer.apiKeyId}`, atAddress)
    return atAddress
  }

  #budget(kind: PrincipalKind, key: string, atAddress?: Budget): Budget {
    let account = this.#accounts.get(key)
    if (!account) {
      account = { bucket: new LeakyBucket(), running: 0 }
      this.#accounts.set(key, account)
    }
    return new Budget(this.#allowances[kind], account, this.#clock, atAddress)
  }
}

export interface BudgetStatus {
  limit: number
  /** Whole points. */
  remaining: number
  restorePerSecond: number
  /** When the limit is reached again if nothing more is spent. */
  resetAt: Date
  concurrency: number
  running: number
  /** What one operation may cost. */
  perOperation: number
}

/** What one principal may spend: points that come back steadily, and operations at a time. One for each request. */
export class Budget {
  readonly allowance: Allowance
  readonly #account: Account
  readonly #clock: Clock
  readonly #atAddress: Budget
  #hasPaid = false

  constructor(allowance: Allowance, account: Account, clock: Clock, atAddress?: Budget) {
    this.allowance = allowance
    this.#account = account
    this.#clock = clock
    this.#atAddress = atAddress ?? this
  }

  /** Takes the points that an operation asks for, or refuses it. */
  take(points: number): void {
    const wait = this.#account.bucket.take(points, this.allowance, this.#now())
    if (wait > 0) {
      const message = `The operation asks for ${points} points, of which ${this.status().remaining} remain.`
      throw new RateLimitedError(message, Math.ceil(wait))
    }
    this.#hasPaid = true
  }

  /** Takes the points when there are so many; else answers in how many milliseconds there will be. */
  tryTake(points: number): number {
    return Math.ceil(this.#account.bucket.take(points, this.allowance, this.#now()) * 1_000)
  }

  /** Gives back what an operation has not cost; takes more, when it has cost more than it asked for. */
  settle(requested: number, actual: number): void {
    this.#account.bucket.spend(actual - requested, this.allowance, this.#now())
  }

  /** Begins an operation; the function that it answers ends it. Refuses one too many. */
  enter(): () => void {
    const { concurrency } = this.allowance
    if (this.#account.running >= concurrency) {
      throw new RateLimitedError(`At most ${concurrency} operations run at a time.`, 1)
    }
    this.#account.running += 1
    let isOver = false
    return () => {
      if (!isOver) this.#account.running -= 1
      isOver = true
    }
  }

  /** Refuses to look at what may turn out to be refused: too much of that has come from the address. */
  requireFaultPoints(): void {
    const missing = FAULT_POINTS - this.#atAddress.#remaining()
    if (missing <= 0) return
    const wait = Math.ceil(missing / this.#atAddress.allowance.restorePerSecond)
    throw new RateLimitedError('Too much has come from this address for a new document to be read.', wait)
  }

  /** What is refused before it is executed is paid for by the address that it came from; each request pays once. */
  payForFault(): void {
    if (this.#hasPaid) return
    this.#hasPaid = true
    this.#atAddress.settle(0, FAULT_POINTS)
  }

  status(): BudgetStatus {
    const { limit, restorePerSecond, concurrency, operation: perOperation } = this.allowance
    const remaining = Math.max(0, this.#remaining())
    const resetAt = new Date(this.#now() + Math.ceil(((limit - remaining) / restorePerSecond) * 1_000))
    return {
      limit,
      remaining: Math.floor(remaining),
      restorePerSecond,
      resetAt,
      concurrency,
      running: this.#account.running,
      perOperation,
    }
  }

  #remaining(): number {
    return this.#account.bucket.remaining(this.allowance, this.#now())
  }

  #now(): number {
    return this.#clock.now().getTime()
  }
}
