import { z } from 'zod'
import { partnerScopes } from '#kernel/permissions.ts'
import { ratePlans } from '#kernel/rate-plan.ts'
import { MAX_OVERLAP_HOURS } from './api-key-state.ts'

/** GraphQL has seen to the types: the only other thing that may come is null. */
const CLEARED = 'cannot be cleared'

const name = z.string(CLEARED).trim().min(1, 'must not be empty').max(100, 'must have at most 100 characters')
const scopes = z
  .array(z.enum(partnerScopes, `must be one of ${partnerScopes.join(', ')}`), CLEARED)
  .min(1, 'must be one at least')
  .transform((all) => partnerScopes.filter((scope) => all.includes(scope)))
const endAfter = (now: Date) => z.date().refine((end) => end > now, 'must lie in the future')

export const newApiKey = (now: Date) =>
  z.object({
    name,
    scopes,
    plan: z.enum(ratePlans),
    expiresAt: endAfter(now)
      .nullish()
      .transform((end) => end ?? null),
  })

/** What is left out stays as it is; null takes the end away. */
export const apiKeyChanges = (now: Date) =>
  z.object({
    name: name.optional(),
    scopes: scopes.optional(),
    expiresAt: endAfter(now).nullable().optional(),
  })

/** The end of the new key is that of the old one where it is left out. */
export const apiKeyRotation = (now: Date) =>
  z.object({
    overlapHours: z
      .int('must be a whole number')
      .min(0, 'must not be negative')
      .max(MAX_OVERLAP_HOURS, `must be at most ${MAX_OVERLAP_HOURS}`),
    expiresAt: endAfter(now).nullable().optional(),
  })
