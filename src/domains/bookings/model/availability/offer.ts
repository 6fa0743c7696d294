import { z } from 'zod'
import { MINUTE_MS, type Span } from './calendar.ts'
import type { Demand } from './demand.ts'

/** How long an offer stands, at most. */
const OFFER_MINUTES = 30

const id = z.guid()
const point = z.strictObject({ latitude: z.number(), longitude: z.number() })
const need = z.strictObject({ kind: z.enum(['CHEF', 'VEHICLE', 'KIT', 'CHAIR']), count: z.int() })

/** What an offer promises to whoever carries it back, as it is signed. */
export const offerContent = z.strictObject({
  stationId: id,
  kind: z.enum(['CATERING', 'APPOINTMENT']),
  from: z.int(),
  to: z.int(),
  /** Null where nobody has said how many. */
  guests: z.int().nullable(),
  resourceIds: z.array(id).nullable(),
  needs: z.array(need).nullable(),
  skills: z.array(z.string()),
  venue: point.nullable(),
  policyVersion: z.int(),
})
export type OfferContent = z.infer<typeof offerContent>

export function demandOf({ resourceIds, needs }: Pick<OfferContent, 'resourceIds' | 'needs'>): Demand {
  return resourceIds ? { resourceIds } : { needs: needs ?? [] }
}

/** What a booking asks for besides naming an offer; what it leaves out is as offered. */
export const askedTerms = z.object({
  kind: offerContent.shape.kind.nullish(),
  startsAt: z.date().nullish(),
  endsAt: z.date().nullish(),
  adults: z.number(),
  children: z.number().nullish(),
  resourceIds: z.array(id).nullish(),
})
type AskedTerms = z.infer<typeof askedTerms>

/** The fields in which what is asked for is not what was offered. */
export function changedTerms(offer: OfferContent, asked: AskedTerms): string[] {
  const changed: string[] = []
  if (asked.kind && asked.kind !== offer.kind) changed.push('kind')
  if (asked.startsAt && asked.startsAt.getTime() !== offer.from) changed.push('startsAt')
  if (asked.endsAt && asked.endsAt.getTime() !== offer.to) changed.push('endsAt')
  if (offer.guests !== null && asked.adults + (asked.children ?? 0) !== offer.guests) changed.push('guests')
  if (asked.resourceIds && !isSameSet(asked.resourceIds, offer.resourceIds)) changed.push('resourceIds')
  return changed
}

function isSameSet(one: readonly string[], other: readonly string[] | null): boolean {
  return JSON.stringify(one.toSorted()) === JSON.stringify((other ?? []).toSorted())
}

export function offerEnd(offeredAt: Date, { from }: Span): Date {
  return new Date(Math.min(offeredAt.getTime() + OFFER_MINUTES * MINUTE_MS, from))
}
