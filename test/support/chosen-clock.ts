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
