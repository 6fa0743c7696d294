import { builder } from '#graphql/builder.ts'
import { Escalation } from './escalation.type.ts'

/** The payload of a mutation that has brought an escalation one version further. */
export function escalationPayload(name: string, description: string) {
  return builder.objectRef<{ escalationId: string }>(name).implement({
    description,
    fields: (t) => ({
      escalation: t.field({
        type: Escalation,
        description: 'The escalation.',
        resolve: ({ escalationId }) => escalationId,
      }),
    }),
  })
}
