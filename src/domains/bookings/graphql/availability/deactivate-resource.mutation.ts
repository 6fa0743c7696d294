import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { deactivateResource } from '../../use-cases/availability/deactivate-resource.ts'
import { resourcePayload } from './resource-payload.type.ts'

const DeactivateResourceInput = builder.inputType('DeactivateResourceInput', {
  description: 'Which resource is retired.',
  fields: (t) => ({
    resourceId: t.id({ required: true, description: 'Which resource.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the decision is based on.' }),
  }),
})

const DeactivateResourcePayload = resourcePayload(
  'DeactivateResourcePayload',
  'Nobody can book it any more. What it is booked for stays.',
)

builder.mutationField('deactivateResource', (t) =>
  t.field({
    type: DeactivateResourcePayload,
    description: 'Retires a resource, if nobody changed it since expectedVersion.',
    authScopes: { permission: 'bookings:resource:manage' },
    args: { input: t.arg({ type: DeactivateResourceInput, required: true, description: 'Which resource.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError, InvalidTransitionError],
      union: { name: 'DeactivateResourceResult' },
    },
    resolve: (_root, { input: { resourceId, expectedVersion } }, { perform }) =>
      perform(deactivateResource, { resourceId: requireId('resource', resourceId, 'resourceId'), expectedVersion }),
  }),
)
