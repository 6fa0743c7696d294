import { expect, it } from 'vitest'
import { MessageRate } from '#server/message-rate.ts'

const at = (rate: MessageRate, ...times: number[]) => times.map((time) => rate.exceedsWith(time))

it('sixty messages at once are fine, the next is too many', () => {
  const rate = new MessageRate()
  expect(at(rate, ...Array(60).fill(0))).toEqual(Array(60).fill(false))
  expect(at(rate, 0)).toEqual([true])
})

it('the window slides: the sixty-first may come ten seconds after the first, and not sooner', () => {
  const times = Array.from({ length: 60 }, (_, message) => message * 100)
  const [early, late] = [new MessageRate(), new MessageRate()]
  expect(at(early, ...times, 9_999).slice(-1)).toEqual([true])
  expect(at(late, ...times, 10_000, 10_100, 10_150).slice(-3)).toEqual([false, false, true])
})

it('six in each second go on for ever', () => {
  const rate = new MessageRate()
  const times = Array.from({ length: 1_000 }, (_, message) => message * 167)
  expect(new Set(at(rate, ...times))).toEqual(new Set([false]))
})
