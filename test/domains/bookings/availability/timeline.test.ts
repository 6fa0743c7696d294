import { expect, it } from 'vitest'
import { Timeline } from '#domains/bookings/model/availability/timeline.ts'

const entriesAt = (...starts: number[]) => starts.map((from) => ({ from }))

it('an entry counts from its beginning on, until the next one begins', () => {
  const timeline = new Timeline(entriesAt(10, 20, 30))
  const found = [9, 10, 19, 20, 30, 1_000].map((instant) => timeline.lastNotAfter(instant))
  expect(found).toEqual([-1, 0, 0, 1, 2, 2])
  expect(found.map((place) => timeline.at(place)?.from)).toEqual([undefined, 10, 10, 20, 30, 30])
})

it('of entries that begin together the last counts, and in nothing nothing is found', () => {
  expect(new Timeline(entriesAt(10, 10, 10, 20)).lastNotAfter(10)).toBe(2)
  expect(new Timeline([]).lastNotAfter(0)).toBe(-1)
})

it('what is found does not depend on what was looked for before', () => {
  const entries = entriesAt(0, 1, 1, 4, 4, 4, 9, 16, 25)
  const instants = Array.from({ length: 30 }, (_, at) => at - 2)
  const timeline = new Timeline(entries)
  for (const before of instants) {
    for (const instant of instants) {
      timeline.lastNotAfter(before)
      expect(timeline.lastNotAfter(instant)).toBe(entries.findLastIndex(({ from }) => from <= instant))
    }
  }
})
