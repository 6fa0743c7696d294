import { z } from 'zod'
import { MAX_QUANTITY } from './prices.ts'
import { type TimeWindow, windowIssues } from './time-window.ts'

const MAX_ITEMS = 50
export const MAX_RESOURCES = 20
const MAX_GUESTS = 10_000
const HOLD_MINUTES = 15
const MAX_HOLD_MINUTES = 60

const instant = z.date('must be a time')
const text = (longest: number) =>
  z.string().trim().min(1, 'must not be empty').max(longest, `must have at most ${longest} characters`)
const count = (least: number, most: number) =>
  z.int('must be a whole number').min(least, `must be at least ${least}`).max(most, `must be at most ${most}`)

const item = z.object({ serviceItemId: z.guid(), quantity: count(1, MAX_QUANTITY).nullish() })

const window = { startsAt: instant, endsAt: instant }

/** Adds the issues of a window to those of its fields. */
function checkWindow(value: TimeWindow, context: z.RefinementCtx): void {
  for (const { path, message } of windowIssues(value)) {
    context.addIssue({ code: 'custom', path: [...path], message })
  }
}

const latitude = z.number().min(-90, 'must be from -90 to 90').max(90, 'must be from -90 to 90')
const longitude = z.number().min(-180, 'must be from -180 to 180').max(180, 'must be from -180 to 180')

/** What a price depends on. */
const priced = {
  ...window,
  kind: z.enum(['CATERING', 'APPOINTMENT']),
  adults: count(1, MAX_GUESTS),
  children: count(0, MAX_GUESTS)
    .nullish()
    .transform((children) => children ?? 0),
  items: z
    .array(item)
    .max(MAX_ITEMS, `must be at most ${MAX_ITEMS}`)
    .nullish()
    .transform((items) => items ?? []),
  discountCode: z
    .string()
    .trim()
    .toUpperCase()
    .max(40, 'must have at most 40 characters')
    .nullish()
    .transform((code) => code || null),
  venuePoint: z
    .object({ latitude, longitude })
    .nullish()
    .transform((point) => point ?? null),
}

const booking = {
  ...priced,
  customerId: z.guid(),
  quoteToken: z.string().nullish(),
  resourceIds: z
    .array(z.guid())
    .max(MAX_RESOURCES, `must be at most ${MAX_RESOURCES}`)
    .refine((ids) => new Set(ids).size === ids.length, 'must not name a resource twice')
    .nullish()
    .transform((ids) => ids ?? []),
  venueAddress: text(500).nullish(),
  specialRequests: text(2_000).nullish(),
  internalNotes: text(4_000).nullish(),
  source: z
    .enum(['STAFF', 'WEB', 'PHONE', 'PARTNER', 'WALK_IN'])
    .nullish()
    .transform((source) => source ?? 'STAFF'),
}

export const quoteWish = z.object(priced).superRefine(checkWindow)
export type QuoteWish = z.infer<typeof quoteWish>

export const newBooking = z.object(booking).superRefine(checkWindow)
export type NewBooking = z.infer<typeof newBooking>

export const newHold = z
  .object({
    ...booking,
    holdMinutes: count(1, MAX_HOLD_MINUTES)
      .nullish()
      .transform((minutes) => minutes ?? HOLD_MINUTES),
  })
  .superRefine(checkWindow)

export const newWindow = z.object(window).superRefine(checkWindow)

/** Who called a booking off; the gateway itself cancels nothing yet. */
export const cancellation = z.object({
  by: z.enum(['CUSTOMER', 'STAFF']),
  reason: text(500).nullish(),
})

export const declination = z.object({ reason: text(500).nullish() })
