import { z } from 'zod'

/** What a calendar reaches over, and how much it holds of each kind. */
export const MAX_CALENDAR_DAYS = 62
export const MAX_CALENDAR_ENTRIES = 5_000
const MAX_RESOURCES = 100

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

const instant = z
  .date()
  .min(new Date('1900-01-01T00:00:00Z'), 'must not be before 1900')
  .max(new Date('9000-01-01T00:00:00Z'), 'must not be after 9000')
const limitText = `must be from 1 to ${MAX_CALENDAR_ENTRIES}`

/** A range of whole local days may have an hour more, where the clock is set back in it. */
export const calendarRequest = z
  .object({
    from: instant,
    until: instant,
    resourceIds: z.array(z.guid()).max(MAX_RESOURCES, `must be at most ${MAX_RESOURCES}`).nullish(),
    resourceKinds: z.array(z.enum(['CHEF', 'VEHICLE', 'KIT', 'CHAIR'])).nullish(),
    limit: z.int().min(1, limitText).max(MAX_CALENDAR_ENTRIES, limitText),
  })
  .superRefine(({ from, until }, context) => {
    const length = until.getTime() - from.getTime()
    if (length > 0 && length <= MAX_CALENDAR_DAYS * DAY_MS + HOUR_MS) return
    const message = `must be after from, by ${MAX_CALENDAR_DAYS} days at most`
    context.addIssue({ code: 'custom', path: ['until'], message })
  })
