import fc from 'fast-check'
import { expect, it } from 'vitest'
import { datesAround } from '#domains/bookings/model/availability/dates-around.ts'
import { localDateOf } from '#domains/bookings/model/pricing/local-date.ts'

const DAY_MS = 86_400_000
const dayAfter = (date: string, days: number) => new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10)

it('dates around local dates begin on the one before, and end on the last that something can reach', () => {
  const range = { fromDate: '2028-02-29', untilDate: '2028-03-01' }
  expect(datesAround({ range, durationMinutes: 60 })).toMatchObject({ firstDate: '2028-02-28', lastDate: '2028-03-01' })
  expect(datesAround({ range, durationMinutes: 1_440 })).toMatchObject({ lastDate: '2028-03-02' })
})

it('dates around instants hold the day before and all that begins in them, whatever the zone', () => {
  const zones = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu', 'America/New_York', 'Australia/Lord_Howe']
  const instants = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2100-01-01') })
  const lengths = fc.integer({ min: 1, max: 40 * DAY_MS })
  const durations = fc.integer({ min: 1, max: 7 * 1_440 })
  fc.assert(
    fc.property(fc.constantFrom(...zones), instants, lengths, durations, (zone, at, length, durationMinutes) => {
      const [from, until] = [new Date(at), new Date(at + length)]
      const around = datesAround({ range: { from, until }, durationMinutes })
      const firstDate = dayAfter(localDateOf(from, zone), -1)
      const lastDate = localDateOf(new Date(until.getTime() - 1 + durationMinutes * 60_000), zone)
      expect(around.firstDate <= firstDate && around.lastDate >= lastDate).toBe(true)
      expect(localDateOf(around.from, zone) < firstDate && localDateOf(around.until, zone) > lastDate).toBe(true)
    }),
  )
})
