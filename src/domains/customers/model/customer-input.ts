import { z } from 'zod'
import { normalizeEmail, normalizePhone } from './contact.ts'

/** GraphQL has seen to the types: the only other thing that may come is null. */
const CLEARED = 'cannot be cleared'

const name = z.string(CLEARED).trim().min(1, 'must not be empty').max(200, 'must have at most 200 characters')
const email = z
  .string()
  .transform(normalizeEmail)
  .pipe(z.email('must be an e-mail address').max(254, 'must have at most 254 characters'))
const phone = z.string().transform((text, context) => {
  const number = normalizePhone(text)
  if (number !== null) return number
  context.addIssue({ code: 'custom', message: 'must be a phone number with its country code, like +1 617 555 0123' })
  return z.NEVER
})
const address = z.string().trim().min(1, 'must not be empty').max(500, 'must have at most 500 characters')
const locale = z.string(CLEARED).refine(isLocale, 'must be a language tag, like en or de-AT')
const tags = z
  .array(z.string().trim().min(1, 'must not be empty').max(50, 'must have at most 50 characters'), CLEARED)
  .max(50, 'must be at most 50')
  .transform((all) => [...new Set(all)])
const source = z.string().trim().min(1, 'must not be empty').max(100, 'must have at most 100 characters')
const tonePreference = z.enum(['FORMAL', 'CASUAL', 'PLAYFUL', 'CONCISE'], CLEARED)

export const newCustomer = z.object({
  name,
  email: email.nullish(),
  phone: phone.nullish(),
  address: address.nullish(),
  locale: locale.nullish().transform((tag) => tag ?? 'en'),
  tonePreference: tonePreference.nullish().transform((tone) => tone ?? 'CASUAL'),
  tags: tags.nullish().transform((all) => all ?? []),
  source: source.nullish(),
})

/** What is left out stays as it is; null clears what may be missing. */
export const customerChanges = z.object({
  name: name.optional(),
  email: email.nullable().optional(),
  phone: phone.nullable().optional(),
  address: address.nullable().optional(),
  locale: locale.optional(),
  tonePreference: tonePreference.optional(),
  tags: tags.optional(),
  source: source.nullable().optional(),
})

export const newNote = z.object({
  body: z.string().trim().min(1, 'must not be empty').max(4_000, 'must have at most 4000 characters'),
  pinned: z.boolean(),
})

function isLocale(tag: string): boolean {
  try {
    return tag.length <= 35 && Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
