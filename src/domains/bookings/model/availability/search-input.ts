import { z } from 'zod'
import { MAX_RESOURCES, neededResources } from '../booking-input.ts'
import type { Demand } from './demand.ts'
import { MAX_REQUIRED_SKILLS, skillsUpTo } from './skills.ts'

/** Days of a range, and of one whose rejected windows are explained. */
const MAX_DAYS = 32
const MAX_EXPLAINED_DAYS = 7
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const MAX_MINUTES = 7 * 24 * 60

const instants = z.object({ from: z.date(), until: z.date() })
const dates = z.object({ fromDate: z.iso.date(), untilDate: z.iso.date() })
const givenRange = z
  .object({
    from: z.date().nullish(),
    until: z.date().nullish(),
    fromDate: z.iso.date().nullish(),
    untilDate: z.iso.date().nullish(),
  })
  .transform((given, context) => {
    const named = Object.fromEntries(Object.entries(given).filter(([, value]) => value != null))
    const range = z.union([z.strictObject(instants.shape), z.strictObject(dates.shape)]).safeParse(named)
    if (range.success) return range.data
    context.addIssue({ code: 'custom', message: 'must be fromDate and untilDate, or from and until' })
    return z.NEVER
  })

/** What is looked for, as it is asked for; `days` is 7 where the rejected windows are explained, else 32. */
export const availabilitySearch = z
  .object({
    range: givenRange,
    kind: z.enum(['CATERING', 'APPOINTMENT']),
    durationMinutes: z.int().min(1, 'must be at least 1').max(MAX_MINUTES, `must be at most ${MAX_MINUTES}`).nullish(),
    serviceItemIds: z.array(z.guid()).max(50, 'must be at most 50').nullish(),
    skills: skillsUpTo(MAX_REQUIRED_SKILLS).nullish(),
    resourceIds: z.array(z.guid()).max(MAX_RESOURCES, `must be at most ${MAX_RESOURCES}`).nullish(),
    needs: neededResources.nullish(),
    guests: z.int().min(1, 'must be at least 1').max(20_000, 'must be at most 20000').nullish(),
    venue: z.object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }).nullish(),
    explain: z.boolean(),
  })
  .superRefine(({ range, resourceIds, needs, explain }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    const days = explain ? MAX_EXPLAINED_DAYS : MAX_DAYS
    if (resourceIds && needs) refuse('needs', 'must not be given together with resourceIds')
    const length =
      'from' in range
        ? range.until.getTime() - range.from.getTime()
        : Date.parse(range.untilDate) - Date.parse(range.fromDate)
    if (length <= 0) refuse('range', 'must end after it begins')
    // A day may have an hour more.
    if (length > days * DAY_MS + ('from' in range ? HOUR_MS : 0)) refuse('range', `must be at most ${days} days`)
  })
export type AvailabilitySearch = z.infer<typeof availabilitySearch>

/** Exactly those that are named; else any of the kinds; else any one person. */
export function demandOfSearch({ resourceIds, needs }: Pick<AvailabilitySearch, 'resourceIds' | 'needs'>): Demand {
  return resourceIds ? { resourceIds } : { needs: needs ?? [{ kind: 'CHEF', count: 1 }] }
}
