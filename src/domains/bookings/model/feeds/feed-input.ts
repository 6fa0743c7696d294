import { z } from 'zod'

export const newCalendarFeed = z.object({
  name: z.string().trim().min(1, 'must not be empty').max(100, 'must have at most 100 characters'),
})
