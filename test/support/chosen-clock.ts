import type { Clock } from '#kernel/clock.ts'

/** A clock that a test sets; it starts at the real time and then runs with it. */
export class ChosenClock implements Clock {
  #aheadMs = 0

  now(): Date {
    return new Date(Date.now() + this.#aheadMs)
  }

  /** Goes on by so many seconds at once; back, when they are negative. */
  pass(seconds: number): void {
    this.#aheadMs += seconds * 1000
  }
}

/** A clock that stands still until a test moves it. */
export class StillClock implements Clock {
  #now = Date.now()

  now(): Date {
    return new Date(this.#now)
  }

  pass(seconds: number): void {
    this.#now += seconds * 1000
  }
}
