import { z } from 'zod'
import { skillsUpTo } from './skills.ts'

const CLEARED = 'cannot be cleared'
const MAX_SKILLS = 50

const name = z.string(CLEARED).trim().min(1, 'must not be empty').max(200, 'must have at most 200 characters')
const skills = skillsUpTo(MAX_SKILLS)
const home = z.object({
  latitude: z.number().min(-90, 'must be from -90 to 90').max(90, 'must be from -90 to 90'),
  longitude: z.number().min(-180, 'must be from -180 to 180').max(180, 'must be from -180 to 180'),
})
const buffer = z.int('must be a whole number').min(0, 'must be at least 0').max(1_440, 'must be at most 1440')

/** Where it sets out from, as the two columns that hold it; both or none. */
function withColumns<Fields extends { home?: z.infer<typeof home> | null | undefined }>({
  home: point,
  ...fields
}: Fields) {
  if (point === undefined) return fields
  return { ...fields, homeLatitude: point?.latitude ?? null, homeLongitude: point?.longitude ?? null }
}

export const newResource = z
  .object({
    kind: z.enum(['CHEF', 'VEHICLE', 'KIT', 'CHAIR']),
    name,
    userId: z.guid().nullish(),
    skills: skills.nullish().transform((words) => words ?? []),
    home: home.nullish(),
    bufferBeforeMinutes: buffer.nullish(),
    bufferAfterMinutes: buffer.nullish(),
  })
  .superRefine(({ kind, userId }, context) => {
    if (kind === 'CHEF' && userId == null) {
      context.addIssue({ code: 'custom', path: ['userId'], message: 'must be given for a chef' })
    }
    if (kind !== 'CHEF' && userId != null) {
      context.addIssue({ code: 'custom', path: ['userId'], message: 'must not be given: only chefs are persons' })
    }
  })
  .transform(withColumns)

/** What is left out stays as it is; null clears what may be missing. */
export const resourceChanges = z
  .object({
    name: name.optional(),
    skills: skills.optional(),
    home: home.nullable().optional(),
    bufferBeforeMinutes: buffer.nullable().optional(),
    bufferAfterMinutes: buffer.nullable().optional(),
  })
  .transform(withColumns)
