import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { giveHours, giveOverride, givePolicy, localStarts, lookAt, setZone } from '../../../support/availability.ts'
import {
  addBooking,
  addChef,
  type BookingScene,
  openBookingScene,
  publicResource,
  publicStation,
} from '../../../support/bookings.ts'

let scene: BookingScene
beforeAll(async () => {
  scene = await openBookingScene()
  await givePolicy(scene, { alignmentMinutes: 30 })
})
afterAll(() => scene.gateway.stop())

async function chefWith(...shifts: Parameters<typeof giveHours>[2]) {
  const chefId = await addChef(scene)
  await giveHours(scene, chefId, shifts)
  return { resourceIds: [chefId] }
}

const day = (date: string) => {
  const next = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10)
  return { fromDate: date, untilDate: next }
}

describe('on the day on which the clock skips an hour', () => {
  it.each([
    // 2:00 becomes 3:00.
    ['America/New_York', '2027-03-14', ['01:00:00-05:00', '01:30:00-05:00', '03:00:00-04:00', '03:30:00-04:00']],
    ['Europe/Berlin', '2027-03-28', ['01:00:00+01:00', '01:30:00+01:00', '03:00:00+02:00', '03:30:00+02:00']],
    // 2:00 becomes 2:30: half an hour alone.
    [
      'Australia/Lord_Howe',
      '2027-10-03',
      ['01:00:00+10:30', '01:30:00+10:30', '02:30:00+11:00', '03:00:00+11:00', '03:30:00+11:00'],
    ],
  ])('%s offers no time that there is not', async (zone, date, times) => {
    await setZone(scene, zone)
    const demand = await chefWith({ start: '01:00', end: '04:00' })
    const starts = await localStarts(scene, { ...day(date), demand, durationMinutes: 30 })
    expect(starts).toEqual(times.map((time) => `${date}T${time}`))
  })

  it('hours that would begin at a time that there is not begin later by as much as the clock skips', async () => {
    await setZone(scene, 'America/New_York')
    const demand = await chefWith({ start: '02:30', end: '05:00' })
    const { slots } = await lookAt(scene, { ...day('2027-03-14'), demand, durationMinutes: 30 })
    expect(slots.map(({ startsAt }) => startsAt.toISOString())).toEqual([
      '2027-03-14T07:30:00.000Z',
      '2027-03-14T08:00:00.000Z',
      '2027-03-14T08:30:00.000Z',
    ])
  })

  it('hours that would lie within what the clock skips are none, and hurt nobody', async () => {
    await setZone(scene, 'America/New_York')
    const demand = await chefWith({ start: '02:30', end: '03:15' }, { start: '10:00', end: '11:00' })
    const starts = await localStarts(scene, { ...day('2027-03-14'), demand, durationMinutes: 60 })
    expect(starts).toEqual(['2027-03-14T10:00:00-04:00'])
  })
})

describe('on the day on which the clock shows an hour twice', () => {
  it.each([
    [
      'America/New_York',
      '2026-11-01',
      ['00:30:00-04:00', '01:00:00-04:00', '01:30:00-04:00', '01:00:00-05:00', '01:30:00-05:00', '02:00:00-05:00'],
    ],
    [
      'Europe/Berlin',
      '2026-10-25',
      ['00:30:00+02:00', '01:00:00+02:00', '01:30:00+02:00', '02:00:00+02:00', '02:30:00+02:00', '02:00:00+01:00'],
    ],
    [
      'Australia/Lord_Howe',
      '2027-04-04',
      ['00:30:00+11:00', '01:00:00+11:00', '01:30:00+11:00', '01:30:00+10:30', '02:00:00+10:30'],
    ],
  ])('%s offers both of two times that look the same', async (zone, date, times) => {
    await setZone(scene, zone)
    const demand = await chefWith({ start: '00:30', end: '02:30' })
    const starts = await localStarts(scene, { ...day(date), demand, durationMinutes: 30 })
    expect(starts).toEqual(times.map((time) => `${date}T${time}`))
  })

  it('hours that begin or end at a time that there is twice mean the second', async () => {
    await setZone(scene, 'America/New_York')
    const from = await chefWith({ start: '01:30', end: '02:30' })
    const until = await chefWith({ start: '00:30', end: '01:30' })
    const range = day('2026-11-01')
    expect(await localStarts(scene, { ...range, demand: from, durationMinutes: 30 })).toEqual([
      '2026-11-01T01:30:00-05:00',
      '2026-11-01T02:00:00-05:00',
    ])
    expect(await localStarts(scene, { ...range, demand: until, durationMinutes: 30 })).toEqual([
      '2026-11-01T00:30:00-04:00',
      '2026-11-01T01:00:00-04:00',
      '2026-11-01T01:30:00-04:00',
      '2026-11-01T01:00:00-05:00',
    ])
  })

  it('is a day of 25 hours, whose last hour belongs to it', async () => {
    await setZone(scene, 'Europe/Berlin')
    const demand = { resourceIds: [await addChef(scene)] }
    const { slots, found } = await lookAt(scene, { ...day('2026-10-25'), demand, durationMinutes: 30 })
    expect(slots).toHaveLength(50)
    expect([found.range.from, found.range.to].map((at) => new Date(at).toISOString())).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ])
    expect(slots.at(-1)?.local).toBe('2026-10-25T23:30:00+01:00[Europe/Berlin]')
  })
})

describe('a night on which the clocks change', () => {
  it.each([
    ['America/New_York', '2027-03-13', 5 * 60, '2027-03-13T22:00:00-05:00'],
    ['America/New_York', '2026-10-31', 7 * 60, '2026-10-31T22:00:00-04:00'],
    ['Europe/Berlin', '2027-03-27', 5 * 60, '2027-03-27T22:00:00+01:00'],
    ['Europe/Berlin', '2026-10-24', 7 * 60, '2026-10-24T22:00:00+02:00'],
    ['Australia/Lord_Howe', '2027-10-02', 5.5 * 60, '2027-10-02T22:00:00+10:30'],
    ['Australia/Lord_Howe', '2027-04-03', 6.5 * 60, '2027-04-03T22:00:00+11:00'],
  ])('%s of %s is %i minutes long from 22:00 to 4:00', async (zone, date, minutes, start) => {
    await setZone(scene, zone)
    const demand = await chefWith({ start: '22:00', end: '04:00' })
    expect(await localStarts(scene, { ...day(date), demand, durationMinutes: minutes })).toEqual([start])
    expect(await localStarts(scene, { ...day(date), demand, durationMinutes: minutes + 1 })).toEqual([])
  })

  it('an event over it takes what it takes, and leaves the rest of the morning', async () => {
    await setZone(scene, 'America/New_York')
    const demand = await chefWith({ start: '22:00', end: '04:00' })
    const window = { startsAt: new Date('2027-03-14T03:00:00Z'), endsAt: new Date('2027-03-14T07:00:00Z') }
    await addBooking(scene, { ...window, resourceIds: demand.resourceIds })
    // It ends when the clock shows 3:00 for 2:00.
    const starts = await localStarts(scene, { ...day('2027-03-14'), demand, durationMinutes: 60 })
    expect(starts.filter((start) => start < '2027-03-14T12')).toEqual(['2027-03-14T03:00:00-04:00'])
  })
})

describe('a leap day', () => {
  it('has its own 24 hours, and its days that are different', async () => {
    await setZone(scene, 'Europe/Berlin')
    const demand = await chefWith({ start: '23:00', end: '01:00' })
    const range = { fromDate: '2028-02-28', untilDate: '2028-03-02' }
    const looked = { ...range, demand, durationMinutes: 120 }
    expect(await localStarts(scene, looked)).toEqual([
      '2028-02-28T23:00:00+01:00',
      '2028-02-29T23:00:00+01:00',
      '2028-03-01T23:00:00+01:00',
    ])
    await giveOverride(scene, { date: '2028-02-29', resourceId: demand.resourceIds[0] ?? '' })
    expect(await localStarts(scene, looked)).toEqual(['2028-02-28T23:00:00+01:00', '2028-03-01T23:00:00+01:00'])
  })
})

describe('stations of several zones', () => {
  it('are each shown by their own clock within one operation', async () => {
    const elsewhere = { ...scene, stationId: scene.otherStationId }
    await givePolicy(elsewhere, { alignmentMinutes: 30 })
    await setZone(scene, 'America/New_York')
    await setZone(elsewhere, 'Australia/Lord_Howe')
    const here = await chefWith({ start: '09:00', end: '10:00' })
    const there = await addChef(elsewhere)
    await giveHours(elsewhere, there, [{ start: '09:00', end: '10:00' }])
    // Lord Howe's clock skips half an hour on that day, New York's does not.
    const ask = (name: string, stationId: string, resourceId: string) => `${name}: availability(
      stationId: "${publicStation(stationId)}", kind: CATERING, durationMinutes: 60,
      resourceIds: ["${publicResource(resourceId)}"], range: { fromDate: "2027-10-03", untilDate: "2027-10-04" }
    ) { timeZone from until days { slots { startsAt localStart } } }`
    const query = `{ ${ask('here', scene.stationId, here.resourceIds[0] ?? '')} ${ask('there', elsewhere.stationId, there)} }`
    expect(await scene.gateway.query(query, {}, scene.manager.token)).toEqual({
      here: {
        timeZone: 'America/New_York',
        from: '2027-10-03T04:00:00.000Z',
        until: '2027-10-04T04:00:00.000Z',
        days: [{ slots: [{ startsAt: '2027-10-03T13:00:00.000Z', localStart: expect.stringContaining('T09:00') }] }],
      },
      there: {
        timeZone: 'Australia/Lord_Howe',
        from: '2027-10-02T13:30:00.000Z',
        until: '2027-10-03T13:00:00.000Z',
        days: [{ slots: [{ startsAt: '2027-10-02T22:00:00.000Z', localStart: expect.stringContaining('T09:00') }] }],
      },
    })
  })
})

describe('hours', () => {
  beforeAll(() => setZone(scene, 'America/New_York'))

  it('are those of the weekday, on a leap day too', async () => {
    const demand = await chefWith({ weekday: 2, start: '18:00', end: '20:00' })
    expect(
      await localStarts(scene, { fromDate: '2028-02-22', untilDate: '2028-03-08', demand, durationMinutes: 120 }),
    ).toEqual(['2028-02-22T18:00:00-05:00', '2028-02-29T18:00:00-05:00', '2028-03-07T18:00:00-05:00'])
  })

  it('that end at or before their beginning end on the next day, and belong to the day on which they begin', async () => {
    const demand = await chefWith({ weekday: 5, start: '22:00', end: '02:00' })
    const { slots } = await lookAt(scene, { ...day('2027-06-04'), demand, durationMinutes: 120 })
    expect(slots.map(({ local, date }) => `${date} ${local.slice(0, 16)}`)).toEqual([
      '2027-06-04 2027-06-04T22:00',
      '2027-06-04 2027-06-04T22:30',
      '2027-06-04 2027-06-04T23:00',
      '2027-06-04 2027-06-04T23:30',
    ])
    expect(await localStarts(scene, { ...day('2027-06-05'), demand, durationMinutes: 120 })).toEqual([
      '2027-06-05T00:00:00-04:00',
    ])
  })

  it('from midnight to midnight leave no gap between two days', async () => {
    const demand = await chefWith({ start: '00:00', end: '00:00' })
    const { slots } = await lookAt(scene, { ...day('2027-06-04'), demand, durationMinutes: 12 * 60 })
    expect(slots).toHaveLength(48)
  })

  it('hold from their first day until the day before they end', async () => {
    const shift = { start: '12:00', end: '13:00', validFrom: '2027-06-02', validUntil: '2027-06-04' }
    const demand = await chefWith(shift)
    expect(
      await localStarts(scene, { fromDate: '2027-05-30', untilDate: '2027-06-10', demand, durationMinutes: 60 }),
    ).toEqual(['2027-06-02T12:00:00-04:00', '2027-06-03T12:00:00-04:00'])
  })

  it('give way to a day that is different: of the resource first, then of the station', async () => {
    const demand = await chefWith({ start: '12:00', end: '13:00' })
    const [resourceId = ''] = demand.resourceIds
    await giveOverride(scene, { date: '2027-07-05', hours: ['20:00', '21:00'] })
    await giveOverride(scene, { date: '2027-07-06' })
    await giveOverride(scene, { date: '2027-07-06', resourceId, hours: ['08:00', '09:00'] })
    await giveOverride(scene, { date: '2027-07-07', resourceId })
    const range = { fromDate: '2027-07-04', untilDate: '2027-07-09' }
    const { slots, windows } = await lookAt(scene, { ...range, demand, durationMinutes: 60 })
    expect(slots.map(({ local }) => local.slice(0, 16))).toEqual([
      '2027-07-04T12:00',
      '2027-07-05T20:00',
      '2027-07-06T08:00',
      '2027-07-08T12:00',
    ])
    const codesAt = (time: string) =>
      windows.find(({ local }) => local.startsWith(time))?.reasons.map(({ code }) => code)
    expect(codesAt('2027-07-07T12:00')).toEqual(['OVERRIDE'])
    expect(codesAt('2027-07-07T20:00')).toEqual(['HOURS'])
  })

  it('are kept apart in the zone of each station: the same times of the clock are other instants', async () => {
    const elsewhere = { ...scene, stationId: scene.otherStationId }
    await givePolicy(elsewhere, {})
    await setZone(elsewhere, 'Europe/Berlin')
    const there = await addChef(elsewhere)
    await giveHours(elsewhere, there, [{ start: '18:00', end: '19:00' }])
    const here = await chefWith({ start: '18:00', end: '19:00' })
    const looked = { ...day('2027-03-20'), durationMinutes: 60 }
    const instants = async (place: BookingScene, resourceIds: string[]) =>
      (await lookAt(place, { ...looked, demand: { resourceIds } })).slots.map(({ startsAt }) => startsAt.toISOString())
    // Berlin's clock has not changed yet, New York's has.
    expect(await instants(scene, here.resourceIds)).toEqual(['2027-03-20T22:00:00.000Z'])
    expect(await instants(elsewhere, [there])).toEqual(['2027-03-20T17:00:00.000Z'])
  })

  it('that nobody has set are all hours', async () => {
    const demand = { resourceIds: [await addChef(scene)] }
    await addBooking(scene, {
      startsAt: new Date('2027-06-04T03:30:00Z'),
      endsAt: new Date('2027-06-04T05:00:00Z'),
      resourceIds: demand.resourceIds,
    })
    const { slots } = await lookAt(scene, { ...day('2027-06-04'), demand, durationMinutes: 60 })
    // The event goes on until 1:00 of this day.
    expect(slots[0]?.local).toBe('2027-06-04T01:00:00-04:00[America/New_York]')
    expect(slots).toHaveLength(46)
  })
})
