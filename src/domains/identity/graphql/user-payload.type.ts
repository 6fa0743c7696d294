import { builder } from '#graphql/builder.ts'
import type { Audience } from '#kernel/audience.ts'
import { User } from './user.type.ts'

/** The payload of a mutation that shows somebody as they are now. */
export function userPayload(name: string, description: string, subGraphs: Audience[] = ['admin']) {
  return builder.objectRef<{ userId: string }>(name).implement({
    description,
    defaultSubGraphsForFields: subGraphs,
    fields: (t) => ({
      user: t.field({ type: User, description: 'Whom it is about.', resolve: ({ userId }) => userId }),
    }),
  })
}
