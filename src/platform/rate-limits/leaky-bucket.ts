export interface BucketSize {
  /** Points that it holds. */
  limit: number
  /** Points that leak out again in a second. */
  restorePerSecond: number
}

/**
 * A leaky bucket used as a meter: what is taken fills it, and it leaks steadily, so that what remains is true at every
 * moment and nothing begins anew at the edge of a window. It is the continuous-state leaky bucket of ITU-T I.371
 * (annex A, where it is shown to equal GCRA), with amounts of any size in place of cells of size one. Times are in
 * milliseconds; a clock that goes back restores nothing until it goes on.
 */
export class LeakyBucket {
  #level = 0
  #at = Number.NEGATIVE_INFINITY

  /** Points that can be taken now. */
  remaining(size: BucketSize, now: number): number {
    const leaked = (Math.max(0, now - this.#at) / 1_000) * size.restorePerSecond
    return size.limit - Math.max(0, this.#level - leaked)
  }

  /** Takes the points if there are so many; else takes nothing, and answers in how many seconds there will be. */
  take(points: number, size: BucketSize, now: number): number {
    const missing = points - this.remaining(size, now)
    if (missing > 0) return missing / size.restorePerSecond
    this.spend(points, size, now)
    return 0
  }

  /** Takes the points, or as many as there are; gives them back when they are negative. */
  spend(points: number, size: BucketSize, now: number): void {
    this.#level = Math.min(size.limit, Math.max(0, size.limit - this.remaining(size, now) + points))
    this.#at = now
  }
}
