import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SlotTakenError } from '#domains/bookings/model/refusals.ts'
import { assignChef } from '#domains/bookings/use-cases/assign-chef.ts'
import { approveTimeOff } from '#domains/bookings/use-cases/availability/approve-time-off.ts'
import { cancelTimeOff } from '#domains/bookings/use-cases/availability/cancel-time-off.ts'
import { requestTimeOff } from '#domains/bookings/use-cases/availability/request-time-off.ts'
import { cancelBooking } from '#domains/bookings/use-cases/cancel-booking.ts'
import { createBooking } from '#domains/bookings/use-cases/create-booking.ts'
import { expireHolds } from '#domains/bookings/use-cases/expire-holds.ts'
import { holdSlot } from '#domains/bookings/use-cases/hold-slot.ts'
import { placeHeldBooking } from '#domains/bookings/use-cases/place-held-booking.ts'
import { rescheduleBooking } from '#domains/bookings/use-cases/reschedule-booking.ts'
import { unassignChef } from '#domains/bookings/use-cases/unassign-chef.ts'
import { Refusal } from '#kernel/errors.ts'
import {
  addChef,
  asGateway,
  type BookingScene,
  bookingFields,
  hoursLater,
  openBookingScene,
} from '../../support/bookings.ts'
import { HALFWAY, HERE, legsAsTheyShouldBe, legsOf, THERE } from '../../support/travel.ts'

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene({ holdSweepMs: null })
})

afterAll(() => scene.gateway.stop())

const kinds = [
  'create',
  'create',
  'create',
  'hold',
  'hold',
  'place',
  'cancel',
  'move',
  'move',
  'assign',
  'unassign',
  'overbook',
  'wait',
  'wait',
  'expire',
  'time off',
  'back from time off',
] as const
const NEED_A_BOOKING: readonly string[] = ['place', 'cancel', 'move', 'assign', 'unassign']
const step = fc.record({
  kind: fc.constantFrom(...kinds),
  /** Quarters of an hour since the Saturday evening. */
  at: fc.integer({ min: 0, max: 80 }),
  quarters: fc.integer({ min: 1, max: 12 }),
  place: fc.constantFrom(HERE, HALFWAY, THERE, null),
  /** Which of the chefs, and which of the bookings there are. */
  chefs: fc.constantFrom([0], [1], [0, 1]),
  which: fc.nat(),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** Two chefs and what has been done to them. */
class Story {
  readonly chefIds: readonly string[]
  readonly #bookingIds: string[] = []
  readonly #timeOffIds: string[] = []
  #waitedMinutes = 0

  constructor(chefIds: readonly string[]) {
    this.chefIds = chefIds
  }

  /** Does it, if nothing speaks against it. */
  async take(step: Step): Promise<void> {
    try {
      await this.#act(step)
    } catch (error) {
      // Without a resource that is taken it is the constraint that has refused, and the judge has seen nothing.
      const isFalse = error instanceof SlotTakenError && error.resourceId === null
      if (!(error instanceof Refusal) || isFalse) throw error
    }
  }

  async #act({ kind, at, quarters, place, chefs, which }: Step): Promise<unknown> {
    const context = asGateway(scene, new Date(Date.now() + this.#waitedMinutes * 60_000))
    const { stationId } = scene
    const resourceIds = chefs.map((chef) => this.chefIds[chef] ?? '')
    const [resourceId = ''] = resourceIds
    const window = { startsAt: hoursLater(at / 4), endsAt: hoursLater((at + quarters) / 4) }
    const fields = bookingFields(scene.customerId, { ...window, resourceIds, venuePoint: place })
    const bookingId = this.#bookingIds[which % Math.max(1, this.#bookingIds.length)] ?? ''
    const booking = { bookingId, expectedVersion: await this.#versionOf('bookings', bookingId) }
    if (bookingId === '' && NEED_A_BOOKING.includes(kind)) return
    const overbook = { reason: 'Both halls.' }
    switch (kind) {
      case 'create':
        return this.#bookingIds.push((await createBooking(context, { stationId, fields })).bookingId)
      case 'overbook':
        return this.#bookingIds.push((await createBooking(context, { stationId, fields, overbook })).bookingId)
      case 'hold':
        return this.#bookingIds.push((await holdSlot(context, { stationId, fields })).bookingId)
      case 'place':
        return placeHeldBooking(context, booking)
      case 'cancel':
        return cancelBooking(context, { ...booking, by: 'STAFF' })
      case 'move':
        return rescheduleBooking(context, { ...booking, ...window })
      case 'assign':
        return assignChef(context, { ...booking, resourceId })
      case 'unassign':
        return unassignChef(context, { ...booking, resourceId })
      case 'wait':
        this.#waitedMinutes += 16
        return
      case 'expire':
        return expireHolds(context, {})
      case 'time off': {
        const timeOff = { resourceId, fields: { ...window, kind: 'OTHER' } }
        const { timeOffId } = await requestTimeOff(context, timeOff)
        this.#timeOffIds.push(timeOffId)
        return approveTimeOff(context, { timeOffId, expectedVersion: 1, force: which % 2 === 0 })
      }
      case 'back from time off': {
        const timeOffId = this.#timeOffIds[which % Math.max(1, this.#timeOffIds.length)]
        if (!timeOffId) return
        return cancelTimeOff(context, { timeOffId, expectedVersion: await this.#versionOf('time_off', timeOffId) })
      }
    }
  }

  async #versionOf(table: string, id: string): Promise<number> {
    if (id === '') return 0
    const [row] = await scene.gateway.sql<{ version: number }>(`select version from bookings.${table} where id = $1`, [
      id,
    ])
    return row?.version ?? 0
  }
}

async function newStory(): Promise<Story> {
  return new Story([await addChef(scene), await addChef(scene)])
}

async function expectTrueLegs({ chefIds }: Story): Promise<number> {
  let legs = 0
  for (const chefId of chefIds) {
    const stored = await legsOf(scene, chefId)
    expect(stored).toEqual(await legsAsTheyShouldBe(scene, chefId))
    legs += stored.length
  }
  return legs
}

describe('whatever is done to bookings', () => {
  it('one thing after the other, the ways are those that the jobs ask for', async () => {
    let legs = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 20 }), async (steps) => {
        const story = await newStory()
        for (const taken of steps) {
          await story.take(taken)
          legs += await expectTrueLegs(story)
        }
      }),
      { numRuns: 15 },
    )
    expect(legs).toBeGreaterThan(10)
  }, 240_000)

  it('all at once, the ways are those that the jobs ask for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 8, maxLength: 8 }),
        fc.array(step, { minLength: 8, maxLength: 8 }),
        async (before, at) => {
          const story = await newStory()
          for (const taken of before) await story.take(taken)
          await Promise.all(at.map((taken) => story.take(taken)))
          await expectTrueLegs(story)
        },
      ),
      { numRuns: 15 },
    )
  }, 240_000)
})
