import { z } from 'zod'

const MAX_PASSWORD_LENGTH = 128

/** What a sign-in must look like to be worth a look-up. */
export const credentials = z.object({
  email: z.string().trim().min(3).max(254),
  password: z.string().min(1).max(MAX_PASSWORD_LENGTH),
})
