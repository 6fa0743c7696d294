import { type Audience, audiences } from '#kernel/audience.ts'

/** For `subGraphs` of fields that are for more than the admin app; for `defaultSubGraphsForFields` of whole types. */
export const everywhere: Audience[] = [...audiences]
export const inApps: Audience[] = ['admin', 'chef']
/** What staff and partners do alike, and nobody does on the road. */
export const withPartners: Audience[] = ['admin', 'public']
