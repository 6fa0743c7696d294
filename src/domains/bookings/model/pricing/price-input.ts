import { z } from 'zod'
import { MAX_REQUIRED_SKILLS, skillsUpTo } from '../availability/skills.ts'
import { WHOLE_BP } from './exact-cents.ts'
import type { Offer, Settings, Tier, Upsell } from './price-rules.ts'

const MAX_CENTS = 100_000_000_000
const MAX_GUESTS = 20_000
const MAX_HOLIDAYS = 100
const MAX_PARENTS = 20

const whole = (least: number, most: number) =>
  z.int('must be a whole number').min(least, `must be at least ${least}`).max(most, `must be at most ${most}`)
const cents = (least = 0) => whole(least, MAX_CENTS)
const line = (longest: number) =>
  z
    .string('cannot be cleared')
    .trim()
    .min(1, 'must not be empty')
    .max(longest, `must have at most ${longest} characters`)
const date = z.iso.date('must be a date, like 2026-12-24')
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value): z.output<Schema> | null => value ?? null)

/** Adds an issue unless the range is open or its end is not before its beginning. */
function checkRange(from: string | null, until: string | null, path: string, context: z.RefinementCtx): void {
  if (from === null || until === null || from <= until) return
  context.addIssue({ code: 'custom', path: [path], message: 'must not be before the first day' })
}

const multiplier = whole(WHOLE_BP, 5 * WHOLE_BP)
  .nullish()
  .transform((bp) => bp ?? WHOLE_BP)

/** Whole tiers; what changes one is merged with what it is before. */
export const tierFields = z
  .object({
    name: line(100),
    minGuests: whole(1, MAX_GUESTS),
    adultCents: cents(),
    childCents: cents(),
    weekendBp: multiplier,
    holidayBp: multiplier,
    validFromDate: optional(date),
    validUntilDate: optional(date),
  })
  .superRefine(({ validFromDate, validUntilDate }, context) =>
    checkRange(validFromDate, validUntilDate, 'validUntilDate', context),
  ) satisfies z.ZodType<Omit<Tier, 'ruleId'>>

export const offerFields = z
  .object({
    name: line(100),
    code: optional(
      z
        .string()
        .trim()
        .toUpperCase()
        .regex(/^[A-Z0-9-]{3,32}$/, 'must be 3 to 32 letters, digits and hyphens'),
    ),
    serviceFromDate: optional(date),
    serviceUntilDate: optional(date),
    bookedFromDate: optional(date),
    bookedUntilDate: optional(date),
    discountBp: optional(whole(1, WHOLE_BP)),
    discountCents: optional(cents(1)),
    capCents: optional(cents(1)),
  })
  .superRefine((offer, context) => {
    checkRange(offer.serviceFromDate, offer.serviceUntilDate, 'serviceUntilDate', context)
    checkRange(offer.bookedFromDate, offer.bookedUntilDate, 'bookedUntilDate', context)
    if ((offer.discountBp === null) !== (offer.discountCents === null)) return
    context.addIssue({ code: 'custom', path: ['discountBp'], message: 'must be given, or discountCents, not both' })
  }) satisfies z.ZodType<Omit<Offer, 'ruleId'>>

export const upsellFields = z
  .object({
    triggerItemId: optional(z.guid()),
    minGuests: optional(whole(1, MAX_GUESTS)),
    offeredItemId: z.guid('cannot be cleared'),
    priority: whole(0, 1_000)
      .nullish()
      .transform((priority) => priority ?? 0),
  })
  .superRefine(({ triggerItemId, minGuests, offeredItemId }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (triggerItemId === null && minGuests === null) refuse('triggerItemId', 'must be given, or minGuests, or both')
    if (triggerItemId === offeredItemId) refuse('offeredItemId', 'must be another item')
  }) satisfies z.ZodType<Omit<Upsell, 'ruleId'>>

/** What is left out is as if nobody had ever set it. */
export const settingsFields = z
  .object({
    freeRadiusMetres: whole(0, 20_000_000).default(0),
    travelCents: whole(0, 100_000_000).default(0),
    taxBp: whole(0, WHOLE_BP).default(0),
    taxIncluded: z.boolean().default(false),
    depositBp: optional(whole(1, WHOLE_BP)),
    depositCents: optional(cents(1)),
    roundingCents: whole(1, 1_000_000).default(1),
    holidayDates: z
      .array(date)
      .max(MAX_HOLIDAYS, `must be at most ${MAX_HOLIDAYS}`)
      .default([])
      .transform((dates) => [...new Set(dates)].sort()),
  })
  .superRefine(({ depositBp, depositCents }, context) => {
    if (depositBp === null || depositCents === null) return
    context.addIssue({ code: 'custom', path: ['depositCents'], message: 'must not be given together with depositBp' })
  }) satisfies z.ZodType<Settings>

export const serviceItemFields = z
  .object({
    kind: z.enum(['MENU', 'SERVICE', 'ADD_ON', 'FEE']),
    name: line(200),
    description: optional(
      z.string().trim().min(1, 'must not be empty').max(2_000, 'must have at most 2000 characters'),
    ),
    durationMinutes: optional(whole(1, 10_080)),
    priceCents: cents(),
    currency: z
      .string('cannot be cleared')
      .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'must be a currency by its ISO 4217 code'),
    per: z.enum(['GUEST', 'BOOKING', 'HOUR']),
    dietaryTags: z
      .array(line(50))
      .max(20, 'must be at most 20')
      .nullish()
      .transform((tags) => tags ?? []),
    requiredSkills: skillsUpTo(MAX_REQUIRED_SKILLS)
      .nullish()
      .transform((skills) => skills ?? []),
    parentIds: z
      .array(z.guid())
      .max(MAX_PARENTS, `must be at most ${MAX_PARENTS}`)
      .nullish()
      .transform((ids) => [...new Set(ids)]),
  })
  .superRefine(({ kind, parentIds }, context) => {
    if (kind === 'ADD_ON' || parentIds.length === 0) return
    context.addIssue({ code: 'custom', path: ['parentIds'], message: 'are for add-ons' })
  })
