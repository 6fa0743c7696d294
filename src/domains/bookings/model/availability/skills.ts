import { z } from 'zod'

const skill = z.string().trim().min(1, 'must not be empty').max(100, 'must have at most 100 characters')

/** What somebody is good at, or has to be good at: words of the station's own, each of them once. */
export function skillsUpTo(most: number) {
  return z
    .array(skill, 'cannot be cleared')
    .max(most, `must be at most ${most}`)
    .transform((words) => [...new Set(words)])
}

/** What one job can ask for. */
export const MAX_REQUIRED_SKILLS = 20
