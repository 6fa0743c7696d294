import { setAvailability } from '#domains/bookings/use-cases/availability/set-availability.ts'
import { setAvailabilityOverride } from '#domains/bookings/use-cases/availability/set-availability-override.ts'
import { setBookingPolicy } from '#domains/bookings/use-cases/availability/set-booking-policy.ts'
import { systemViewer } from '#kernel/viewer.ts'
import { type Scene, SceneClock } from './scene.ts'
import type { SeededStation } from './staff.ts'

/** By currency, as everything that tells caterers from shops with chairs. */
const policies = {
  USD: {
    alignmentMinutes: 30,
    minimumNoticeMinutes: 24 * 60,
    horizonDays: 365,
    bufferAfterMinutes: 30,
    resourceDailyCap: 3,
    travelSpeedKmh: 40,
    depositBasisPoints: 2_500,
    cancellationTiers: [
      { actor: 'CUSTOMER', hoursBefore: 168, feePercent: 25 },
      { actor: 'CUSTOMER', hoursBefore: 48, feePercent: 100 },
    ],
    rescheduleLimits: [{ actor: 'CUSTOMER', hoursBefore: 72, maxTimes: 2 }],
  },
  EUR: {
    alignmentMinutes: 15,
    minimumNoticeMinutes: 60,
    horizonDays: 60,
    bufferAfterMinutes: 5,
    holdMinutes: 10,
    cancellationTiers: [{ actor: 'CUSTOMER', hoursBefore: 24, feePercent: 50 }],
    rescheduleLimits: [{ actor: 'CUSTOMER', hoursBefore: 6, maxTimes: 3 }],
  },
} as const

const hours = { USD: { start: '10:00', end: '22:30' }, EUR: { start: '09:00', end: '20:00' } } as const

/** The hours of the chefs, the holidays and the policy of a station. */
export async function seedAvailability(
  scene: Scene,
  { id: stationId, organizationId, currency }: SeededStation,
  { chefs, now }: { chefs: readonly string[]; now: Date },
): Promise<void> {
  const viewer = systemViewer('platform', { stationIds: [stationId], organizationIds: [organizationId] })
  const context = scene.context(viewer, new SceneClock(now))
  const kind = currency === 'EUR' ? 'EUR' : 'USD'
  const rules = Array.from({ length: 7 }, (_, day) => ({ weekday: day + 1, ...hours[kind] }))
  for (const resourceId of chefs) await setAvailability(context, { resourceId, expectedVersion: 1, fields: { rules } })
  const year = now.getUTCFullYear()
  for (const date of [`${year}-12-25`, `${year + 1}-01-01`]) {
    const fields = { date, kind: 'CLOSED', reason: 'Holiday' }
    await setAvailabilityOverride(context, { stationId, resourceId: null, fields })
  }
  await setBookingPolicy(context, { stationId, expectedVersion: 0, fields: policies[kind] })
}
