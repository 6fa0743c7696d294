import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addBooking, type BookingScene, openBookingScene } from '../../../support/bookings.ts'

import { manage } from './manage.ts'

let scene: BookingScene
let send: ReturnType<typeof manage>['send']
let stored: ReturnType<typeof manage>['stored']
let station: ReturnType<typeof manage>['station']
beforeAll(async () => {
  scene = await openBookingScene()
  ;({ send, stored, station } = manage(scene))
})
afterAll(() => scene.gateway.stop())

describe('a booking policy', () => {
  const POLICY = `station { bookingPolicy { version alignmentMinutes minimumNoticeMinutes horizonDays bufferBeforeMinutes bufferAfterMinutes
    resourceDailyCap stationDailyCap holdMinutes travelSpeedKmh depositBasisPoints deposit { amountCents currency }
    cancellationTiers { actor hoursBefore feePercent } rescheduleLimits { actor hoursBefore maxTimes } } }`
  const tiers = [
    { actor: 'CUSTOMER', hoursBefore: 168, feePercent: 25 },
    { actor: 'CUSTOMER', hoursBefore: 48, feePercent: 100 },
  ]

  it('is a new version each time; those before stay, and bookings name the one that they were made by', async () => {
    const limits = [{ actor: 'CUSTOMER', hoursBefore: 48, maxTimes: 2 }]
    const first = {
      stationId: station(),
      expectedVersion: 0,
      horizonDays: 36_000,
      alignmentMinutes: 30,
      depositCents: 10_000,
      cancellationTiers: tiers,
      rescheduleLimits: limits,
    }
    expect(await send('setBookingPolicy', POLICY, first)).toMatchObject({
      station: {
        bookingPolicy: {
          version: 1,
          alignmentMinutes: 30,
          minimumNoticeMinutes: 0,
          horizonDays: 36_000,
          resourceDailyCap: null,
          holdMinutes: 15,
          travelSpeedKmh: 50,
          depositBasisPoints: null,
          deposit: { amountCents: 10_000, currency: 'USD' },
          cancellationTiers: tiers,
          rescheduleLimits: limits,
        },
      },
    })
    const bookingId = await addBooking(scene)
    expect(await send('setBookingPolicy', POLICY, { ...first, expectedVersion: 1, horizonDays: 36_500 })).toMatchObject(
      {
        station: { bookingPolicy: { version: 2, horizonDays: 36_500 } },
      },
    )
    const [booking] = await scene.gateway.sql('select policy_version from bookings.bookings where id = $1', [bookingId])
    expect(booking).toEqual({ policy_version: 1 })
    const versions = await scene.gateway.sql(
      'select version, horizon_days from bookings.booking_policies order by version',
    )
    expect(versions).toEqual([
      { version: 1, horizon_days: 36_000 },
      { version: 2, horizon_days: 36_500 },
    ])
  })

  it.each<[string, object, string]>([
    ['steps that do not fit into a day', { alignmentMinutes: 7 }, 'alignmentMinutes must divide a day of 1440 minutes'],
    [
      'two deposits',
      { depositBasisPoints: 100, depositCents: 100 },
      'depositCents must not be given together with depositBasisPoints',
    ],
    [
      'tiers that become cheaper',
      { cancellationTiers: [...tiers, { actor: 'CUSTOMER', hoursBefore: 12, feePercent: 50 }] },
      'cancellationTiers must not become cheaper for CUSTOMER towards the start',
    ],
    [
      'two tiers of the same hours',
      { cancellationTiers: [...tiers, tiers[0]] },
      'cancellationTiers must not name 168 hours twice for CUSTOMER',
    ],
    [
      'two limits for one',
      { rescheduleLimits: [1, 2].map((maxTimes) => ({ actor: 'STAFF', hoursBefore: 1, maxTimes })) },
      'rescheduleLimits must be one for each actor at most',
    ],
    ['no horizon', { horizonDays: 0 }, 'horizonDays must be at least 1'],
  ])('is refused with %s', async (_what, fields, issue) => {
    const before = await stored()
    const refused = await send('setBookingPolicy', POLICY, {
      stationId: station(),
      expectedVersion: 2,
      horizonDays: 90,
      ...fields,
    })
    const issues = refused.issues as { path: string[]; message: string }[]
    expect(issues.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([issue])
    expect(await stored()).toEqual(before)
  })

  it('is set by one of two who change the same version at once', async () => {
    for (let round = 2; round < 6; round += 1) {
      const input = { stationId: station(), expectedVersion: round, horizonDays: 36_500 }
      const results = await Promise.all([
        send('setBookingPolicy', POLICY, input),
        send('setBookingPolicy', POLICY, input),
      ])
      expect(results.map(({ __typename }) => __typename).sort()).toEqual([
        'SetBookingPolicyPayload',
        'VersionConflictError',
      ])
    }
  })
})
