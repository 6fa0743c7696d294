import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { CoordinatesInput } from '../../../identity/index.ts'
import { updateResource } from '../../use-cases/availability/update-resource.ts'
import { resourcePayload } from './resource-payload.type.ts'

const UpdateResourceInput = builder.inputType('UpdateResourceInput', {
  description: 'What changes about a resource: fields that are left out stay, null clears.',
  fields: (t) => ({
    resourceId: t.id({ required: true, description: 'Which resource.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the change is based on.' }),
    name: t.string({ description: 'What the staff calls it, 1 to 200 characters; cannot be cleared.' }),
    skills: t.stringList({ description: 'What it is good for, all of it: at most 50 of at most 100 characters.' }),
    home: t.field({ type: CoordinatesInput, description: 'Where it sets out from to its first job.' }),
    bufferBeforeMinutes: t.int({ description: 'Minutes that it needs before a job, 0 to 1440.' }),
    bufferAfterMinutes: t.int({ description: 'Minutes that it needs after a job, 0 to 1440.' }),
  }),
})

const UpdateResourcePayload = resourcePayload('UpdateResourcePayload', 'The resource has been changed.')

builder.mutationField('updateResource', (t) =>
  t.field({
    type: UpdateResourcePayload,
    description: 'Changes a resource, if nobody else did since expectedVersion.',
    authScopes: { permission: 'bookings:resource:manage' },
    args: { input: t.arg({ type: UpdateResourceInput, required: true, description: 'What changes.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError],
      union: { name: 'UpdateResourceResult' },
    },
    resolve: (_root, { input: { resourceId, expectedVersion, ...fields } }, { perform }) =>
      perform(updateResource, {
        resourceId: requireId('resource', resourceId, 'resourceId'),
        expectedVersion,
        fields,
      }),
  }),
)
