/** What begins one after the other, in which one looks for what is there at an instant. */
export class Timeline<Entry extends { from: number }> implements Iterable<Entry> {
  readonly #entries: readonly Entry[]
  readonly #starts: Float64Array
  /** Where the last search ended: most go on in time, so that the next one ends there too or one further. */
  #place = -1

  /** Entries by their beginning. */
  constructor(entries: readonly Entry[]) {
    this.#entries = entries
    this.#starts = new Float64Array(entries.map(({ from }) => from))
  }

  [Symbol.iterator](): Iterator<Entry> {
    return this.#entries[Symbol.iterator]()
  }

  at(place: number): Entry | undefined {
    return this.#entries[place]
  }

  /** The place of the last entry that begins at the instant or before it; -1 when none does. */
  lastNotAfter(instant: number): number {
    if (!this.#isLast(this.#place, instant)) {
      this.#place = this.#isLast(this.#place + 1, instant) ? this.#place + 1 : this.#search(instant)
    }
    return this.#place
  }

  #isLast(place: number, instant: number): boolean {
    return this.#startOf(place) <= instant && instant < this.#startOf(place + 1)
  }

  #startOf(place: number): number {
    if (place < 0) return Number.NEGATIVE_INFINITY
    return place < this.#starts.length ? (this.#starts[place] ?? 0) : Number.POSITIVE_INFINITY
  }

  #search(instant: number): number {
    let [low, high] = [0, this.#starts.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#startOf(middle) <= instant) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}
