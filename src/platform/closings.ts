import { LRUCache } from 'lru-cache'

const REMEMBERED = 50_000

/**
 * Who has to wait, as far as this process has heard: a flood of attempts is refused without asking the database. What
 * is forgotten or never heard of is only dearer to refuse; the database knows the truth.
 */
export class Closings {
  readonly #until = new LRUCache<string, number>({ max: REMEMBERED })

  close(subject: string, until: Date): void {
    this.#until.set(subject, until.getTime())
  }

  /** Until when the longest of these has to wait; null when none has to. */
  until(subjects: readonly string[], now: Date): Date | null {
    const times = subjects.map((subject) => this.#until.get(subject) ?? 0)
    const latest = Math.max(0, ...times)
    return latest > now.getTime() ? new Date(latest) : null
  }
}
