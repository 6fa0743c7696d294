import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { z } from 'zod'

const CLEARED = 'cannot be cleared'
const ONE_LINE = 'must be one line'
/** Names and titles stand in the heads of mails and lists. */
const CONTROLS = /[\p{Cc}\u2028\u2029]/u

/** Text of one line with at most so many characters. */
export function line(longest: number) {
  return z
    .string(CLEARED)
    .trim()
    .min(1, 'must not be empty')
    .max(longest, `must have at most ${longest} characters`)
    .refine((text) => !CONTROLS.test(text), ONE_LINE)
}

export const fullName = line(200)
export const title = line(100)

export const emailAddress = z
  .string()
  .transform((text) => text.normalize('NFKC').trim().toLowerCase())
  .pipe(z.email('must be an e-mail address').max(254, 'must have at most 254 characters'))

const phone = z.string().transform((text, context) => {
  const parsed = parsePhoneNumberFromString(text)
  if (parsed?.isPossible()) return parsed.number as string
  context.addIssue({ code: 'custom', message: 'must be a phone number with its country code, like +1 617 555 0123' })
  return z.NEVER
})

const avatarUrl = z
  .url({ protocol: /^https$/, message: 'must be an https address' })
  .max(2_000, 'must have at most 2000 characters')

const ofOthers = z.undefined('is changed by others alone')
const ofThemselves = z.undefined('is changed by themselves alone')

/** What people may change about themselves. What is left out stays as it is; null clears what may be missing. */
export const ownProfile = z.object({
  fullName: fullName.optional(),
  displayName: line(100).nullable().optional(),
  phone: phone.nullable().optional(),
  avatarUrl: avatarUrl.nullable().optional(),
  title: ofOthers.optional(),
})

/** What others may change about them. */
export const managedProfile = z.object({
  fullName: fullName.optional(),
  displayName: ofThemselves.optional(),
  phone: phone.nullable().optional(),
  avatarUrl: ofThemselves.optional(),
  /** At one of their stations. */
  title: z.object({ stationId: z.string(), text: title.nullable() }).optional(),
})
