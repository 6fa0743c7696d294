import { z } from 'zod'
import { MAX_QUANTITY } from './prices.ts'
import { type TimeWindow, windowIssues } from './time-window.ts'

const MAX_ITEMS = 50
export const MAX_RESOURCES = 20
const MAX_GUESTS = 10_000
const MAX_HOLD_MINUTES = 60

const instant = z.date('must be a time')
const text = (longest: number) =>
  z.string().trim().min(1, 'must not be empty').max(longest, `must have at most ${longest} characters`)
const count = (least: number, most: number) =>
  z.int('must be a whole number').min(least, `must be at least ${least}`).max(most, `must be at most ${most}`)

const item = z.object({ serviceItemId: z.guid(), quantity: count(1, MAX_QUANTITY).nullish() })

const window = { startsAt: instant, endsAt: instant }
const latitude = z.number().min(-90, 'must be from -90 to 90').max(90, 'must be from -90 to 90')
const longitude = z.number().min(-180, 'must be from -180 to 180').max(180, 'must be from -180 to 180')

/** Any of these kinds, whichever they are. */
export const neededResources = z
  .array(z.object({ kind: z.enum(['CHEF', 'VEHICLE', 'KIT', 'CHAIR']), count: count(1, MAX_RESOURCES) }))
  .min(1, 'must name a kind')
  .max(4, 'must name each kind once')
  .refine((needs) => new Set(needs.map(({ kind }) => kind)).size === needs.length, 'must name each kind once')

/** Adds the issues of a window to those of its fields. */
function checkWindow(value: Partial<Nullish<TimeWindow>>, context: z.RefinementCtx): void {
  if (!value.startsAt || !value.endsAt) return
  for (const { path, message } of windowIssues({ startsAt: value.startsAt, endsAt: value.endsAt })) {
    context.addIssue({ code: 'custom', path: [...path], message })
  }
}

/** What a price depends on, besides when it is. */
const priced = {
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
  startsAt: instant.nullish(),
  endsAt: instant.nullish(),
  customerId: z.guid('must be given'),
  quoteToken: z.string().nullish(),
  resourceIds: z
    .array(z.guid())
    .max(MAX_RESOURCES, `must be at most ${MAX_RESOURCES}`)
    .refine((ids) => new Set(ids).size === ids.length, 'must not name a resource twice')
    .nullish()
    .transform((ids) => ids ?? []),
  needs: neededResources.nullish(),
  venueAddress: text(500).nullish(),
  specialRequests: text(2_000).nullish(),
  internalNotes: text(4_000).nullish(),
  source: z
    .enum(['STAFF', 'WEB', 'PHONE', 'PARTNER', 'WALK_IN'])
    .nullish()
    .transform((source) => source ?? 'STAFF'),
}

export const quoteWish = z.object({ ...window, ...priced }).superRefine(checkWindow)
export type QuoteWish = z.infer<typeof quoteWish>

/** Times and resources may be those of an offer; an end, what the items take; and the start of a walk-in, now. */
export const newBooking = z.object(booking).superRefine(checkWindow).superRefine(checkResources)
export type NewBooking = z.infer<typeof newBooking>
export type BookingSource = NewBooking['source']
type Nullish<Fields> = { [Name in keyof Fields]: Fields[Name] | null | undefined }

function checkResources(
  { resourceIds, needs }: { resourceIds: readonly string[]; needs?: unknown },
  context: z.RefinementCtx,
): void {
  if (resourceIds.length > 0 && needs != null) {
    context.addIssue({ code: 'custom', path: ['needs'], message: 'must not be given together with resourceIds' })
  }
}

export const newHold = z
  .object({
    ...booking,
    /** As the policy of the station has it when it is not given. */
    holdMinutes: count(1, MAX_HOLD_MINUTES).nullish(),
  })
  .superRefine(checkWindow)
  .superRefine(checkResources)

export const newWindow = z.object({ ...window, waiverReason: text(500).nullish() }).superRefine(checkWindow)

/** Who called a booking off; the gateway itself cancels nothing yet. */
export const cancellation = z.object({
  by: z.enum(['CUSTOMER', 'PARTNER', 'STAFF'], 'must be given'),
  reason: text(500).nullish(),
  waiverReason: text(500).nullish(),
})

export const absence = z.object({ by: z.enum(['CUSTOMER', 'PROVIDER']), reason: text(500).nullish() })

const CLEARED = 'cannot be cleared'

/** What is left out stays as it is; null clears the texts. */
export const bookingChanges = z.object({
  adults: z.number(CLEARED).pipe(count(1, MAX_GUESTS)).optional(),
  children: z.number(CLEARED).pipe(count(0, MAX_GUESTS)).optional(),
  specialRequests: text(2_000).nullable().optional(),
  internalNotes: text(4_000).nullable().optional(),
})

/** Why time is given away that is not free. */
export const overbooking = z.object({ overbook: z.object({ reason: text(500) }).nullish() })

export const declination = z.object({ reason: text(500).nullish() })
