import { builder } from '#graphql/builder.ts'
import { UserError } from '#graphql/user-errors.ts'
import { PersonTakenError } from '../../model/availability/person-taken.ts'
import { Resource } from '../resource.type.ts'

/** The payload of a mutation that leaves a resource behind. */
export function resourcePayload(name: string, description: string) {
  return builder.objectRef<{ resourceId: string }>(name).implement({
    description,
    fields: (t) => ({
      resource: t.field({ type: Resource, description: 'The resource.', resolve: ({ resourceId }) => resourceId }),
    }),
  })
}

builder.objectType(PersonTakenError, {
  name: 'PersonTakenError',
  description: 'This person can be booked at the station already.',
  interfaces: [UserError],
})
