import type { Faker } from '@faker-js/faker'
import { cancelBooking } from '#domains/bookings/use-cases/cancel-booking.ts'
import { checkIn } from '#domains/bookings/use-cases/check-in.ts'
import { completeBooking } from '#domains/bookings/use-cases/complete-booking.ts'
import { confirmBooking } from '#domains/bookings/use-cases/confirm-booking.ts'
import { createBooking } from '#domains/bookings/use-cases/create-booking.ts'
import { declineBooking } from '#domains/bookings/use-cases/decline-booking.ts'
import { expireHolds } from '#domains/bookings/use-cases/expire-holds.ts'
import { holdSlot } from '#domains/bookings/use-cases/hold-slot.ts'
import { markNoShow } from '#domains/bookings/use-cases/mark-no-show.ts'
import { startTravel } from '#domains/bookings/use-cases/start-travel.ts'
import { systemViewer } from '#kernel/viewer.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { SeededMenu } from './menu.ts'
import { inBatches, type Scene, SceneClock } from './scene.ts'
import type { SeededStation } from './staff.ts'

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS
/** Hours after midnight UTC at which a chef's bookings of one day begin, by currency; each takes two hours. */
const STARTS: Readonly<Record<string, readonly number[]>> = { USD: [16, 19, 23], EUR: [9, 12, 16] }

/** How bookings end up whose time is over, and those whose time is to come; in turn. */
const PAST = [
  'COMPLETED',
  'COMPLETED',
  'COMPLETED',
  'COMPLETED',
  'COMPLETED',
  'CANCELLED',
  'COMPLETED',
  'NO_SHOW',
  'COMPLETED',
  'DECLINED',
  'COMPLETED',
  'EXPIRED',
] as const
const FUTURE = [
  'CONFIRMED',
  'PENDING',
  'CONFIRMED',
  'CONFIRMED',
  'CANCELLED',
  'PENDING',
  'CONFIRMED',
  'EN_ROUTE',
  'CONFIRMED',
  'SEATED',
  'HELD',
  'PENDING',
] as const
type Outcome = (typeof PAST)[number] | (typeof FUTURE)[number]

interface BookingPlan {
  outcome: Outcome
  /** When the customer asked. */
  at: Date
  startsAt: Date
  fields: object
}

export interface BookingsPlan {
  count: number
  chefs: readonly string[]
  customerIds: readonly string[]
  menu: SeededMenu
  today: Date
  /** Within today. */
  now: Date
  faker: Faker
}

/** Bookings of a station, two thirds of them before `today`, in every state that there is. */
export async function seedBookings(scene: Scene, station: SeededStation, plan: BookingsPlan): Promise<void> {
  const plans = Array.from({ length: plan.count }, (_, number) => planBooking(number, station, plan))
  const { id: stationId, organizationId } = station
  const viewer = systemViewer('platform', { stationIds: [stationId], organizationIds: [organizationId] })
  const clock = new SceneClock(plan.today)
  const context = scene.context(viewer, clock)
  const held = plans.filter(({ outcome }) => outcome === 'HELD')
  await inBatches(
    context,
    plans.filter((booking) => !held.includes(booking)),
    (inside, booking) => playBooking(inside, clock, stationId, booking),
  )
  clock.set(plan.today)
  await expireHolds(context, { stationId })
  // Holds last an hour at most, so those that are still to be seen begin now.
  clock.set(plan.now)
  await inBatches(context, held, (inside, { fields }) =>
    holdSlot(inside, { stationId, fields: { ...fields, holdMinutes: 60 } }),
  )
}

/** The n-th booking: chefs take turns, then hours, then days. */
function planBooking(number: number, station: SeededStation, plan: BookingsPlan): BookingPlan {
  const { count, chefs, customerIds, menu, today, faker } = plan
  const starts = STARTS[station.currency] ?? []
  const perDay = chefs.length * starts.length
  const pastDays = Math.floor((count * 2) / 3 / perDay)
  const day = Math.floor(number / perDay) - pastDays
  const hour = starts[Math.floor(number / chefs.length) % starts.length] ?? 0
  const startsAt = new Date(today.getTime() + (day < 0 ? day : day + 1) * DAY_MS + hour * HOUR_MS)
  const isAppointment = station.currency === 'EUR'
  const outcomes = day < 0 ? PAST : FUTURE
  return {
    outcome: outcomes[number % outcomes.length] ?? 'PENDING',
    at: new Date(Math.min(startsAt.getTime() - faker.number.int({ min: 8, max: 40 }) * DAY_MS, today.getTime())),
    startsAt,
    fields: {
      customerId: faker.helpers.arrayElement(customerIds),
      kind: isAppointment ? 'APPOINTMENT' : 'CATERING',
      startsAt,
      endsAt: new Date(startsAt.getTime() + 2 * HOUR_MS),
      adults: isAppointment ? 1 : faker.number.int({ min: 6, max: 40 }),
      children: isAppointment ? 0 : faker.number.int({ min: 0, max: 8 }),
      items: [
        faker.helpers.arrayElement(menu.mainIds),
        ...faker.helpers.arrayElements(menu.extraIds, { min: 0, max: 1 }),
      ].map((serviceItemId) => ({ serviceItemId })),
      resourceIds: [chefs[number % chefs.length]],
      venuePoint: isAppointment ? null : nearby(station, faker),
      venueAddress: isAppointment ? null : `${faker.location.streetAddress()}, ${faker.location.city()}`,
      specialRequests: faker.datatype.boolean(0.2) ? 'Please bring a parasol.' : null,
      source: faker.helpers.arrayElement(['STAFF', 'WEB', 'PHONE']),
    },
  }
}

/** Within some twenty kilometres of the station. */
function nearby({ coordinates: { latitude, longitude } }: SeededStation, faker: Faker) {
  const offset = () => faker.number.float({ min: -0.15, max: 0.15 })
  return { latitude: latitude + offset(), longitude: longitude + offset() }
}

/** Takes a booking through its life to where the plan has it. */
async function playBooking(context: UseCaseContext, clock: SceneClock, stationId: string, plan: BookingPlan) {
  const { outcome, at, startsAt, fields } = plan
  clock.set(at)
  if (outcome === 'EXPIRED') return void (await holdSlot(context, { stationId, fields }))
  const { bookingId } = await createBooking(context, { stationId, fields })
  let expectedVersion = 1
  const step = async (minutesBeforeStart: number | null, take: typeof confirmBooking) => {
    clock.set(
      new Date(minutesBeforeStart === null ? at.getTime() + HOUR_MS : startsAt.getTime() - minutesBeforeStart * 60_000),
    )
    await take(context, { bookingId, expectedVersion })
    expectedVersion += 1
  }
  if (outcome === 'PENDING') return
  if (outcome === 'DECLINED')
    return step(null, (inside, booking) => declineBooking(inside, { ...booking, reason: 'Fully booked that day.' }))
  await step(null, confirmBooking)
  if (outcome === 'CONFIRMED') return
  if (outcome === 'CANCELLED') {
    return step(null, (inside, booking) =>
      cancelBooking(inside, { ...booking, by: 'CUSTOMER', reason: 'Plans have changed.' }),
    )
  }
  if (outcome === 'NO_SHOW') {
    return step(-30, (inside, booking) => markNoShow(inside, { ...booking, by: 'CUSTOMER' }))
  }
  await step(90, startTravel)
  if (outcome === 'EN_ROUTE') return
  await step(0, checkIn)
  if (outcome === 'SEATED') return
  await step(-120, completeBooking)
}
