import { z } from 'zod'

const MAX_PASSWORD_LENGTH = 128

const email = z.string().trim().min(3, 'must have at least 3 characters').max(254, 'must have at most 254 characters')

/** What an address must look like to be worth a look-up. */
export const accountAddress = z.object({ email })

/** What a sign-in must look like to be worth a look-up. */
export const credentials = z.object({
  email,
  password: z
    .string()
    .min(1, 'must not be empty')
    .max(MAX_PASSWORD_LENGTH, `must have at most ${MAX_PASSWORD_LENGTH} characters`),
})
