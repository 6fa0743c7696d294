import { CriticalityLevel, diff } from '@graphql-inspector/core'
import { buildSchema } from 'graphql'
import type { Audience } from '#kernel/audience.ts'

/** A change after which a client that worked may not. */
export interface BreakingChange {
  level: CriticalityLevel
  message: string
}

/** What breaks clients between two SDL texts, or may: removals, narrower types, new values of enums. */
export async function breakingChanges(before: string, after: string): Promise<BreakingChange[]> {
  const changes = await diff(buildSchema(before), buildSchema(after))
  return changes
    .filter(({ criticality }) => criticality.level !== CriticalityLevel.NonBreaking)
    .map(({ criticality, message }) => ({ level: criticality.level, message }))
}

/** The line that approves a change. */
export function approvalOf(audience: Audience, { level, message }: BreakingChange): string {
  return `${audience}: ${level}: ${message}`
}

/** The lines of an approval file that are no comments. */
export function readApprovals(text: string): ReadonlySet<string> {
  return new Set(text.split('\n').filter((line) => line !== '' && !line.startsWith('#')))
}
