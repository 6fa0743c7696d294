import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import type { Audience } from '#kernel/audience.ts'

/** The payload of every mutation that ends sessions besides what else it does. */
export function endedSessionsPayload(name: string, description: string, subGraphs: Audience[] = inApps) {
  return builder.objectRef<{ endedSessions: number }>(name).implement({
    description,
    defaultSubGraphsForFields: subGraphs,
    fields: (t) => ({
      endedSessions: t.exposeInt('endedSessions', {
        description: 'How many sessions it has ended. Their tokens and sockets stop working within a second.',
      }),
    }),
  })
}
