import { z } from 'zod'

const MAX_RULES = 100

/** HH:MM as minutes after midnight. */
const minuteOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, like 18:30')
  .transform((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)))

const rule = z
  .object({
    weekday: z.int().min(1, 'must be from 1 to 7').max(7, 'must be from 1 to 7'),
    start: minuteOfDay,
    end: minuteOfDay,
    validFrom: z.iso.date().nullish(),
    validUntil: z.iso.date().nullish(),
  })
  .superRefine(({ validFrom, validUntil }, context) => {
    if (validFrom != null && validUntil != null && validUntil <= validFrom) {
      context.addIssue({ code: 'custom', path: ['validUntil'], message: 'must be after validFrom' })
    }
  })

export const newHours = z.object({ rules: z.array(rule).max(MAX_RULES, `must be at most ${MAX_RULES}`) })
export type HoursRule = z.infer<typeof rule>

export const newOverride = z
  .object({
    date: z.iso.date(),
    kind: z.enum(['OPEN', 'CLOSED']),
    start: minuteOfDay.nullish(),
    end: minuteOfDay.nullish(),
    reason: z.string().trim().min(1, 'must not be empty').max(500, 'must have at most 500 characters').nullish(),
  })
  .superRefine(({ kind, start, end }, context) => {
    for (const [path, time] of Object.entries({ start, end })) {
      if (kind === 'OPEN' && time == null) context.addIssue({ code: 'custom', path: [path], message: 'must be given' })
      if (kind === 'CLOSED' && time != null) {
        context.addIssue({ code: 'custom', path: [path], message: 'must not be given for a day that is closed' })
      }
    }
  })
export type NewOverride = z.infer<typeof newOverride>

/** HH:MM */
export function timeText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}
