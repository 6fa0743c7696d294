import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { CoordinatesInput } from '../../../identity/index.ts'
import { PersonTakenError } from '../../model/availability/person-taken.ts'
import { createResource } from '../../use-cases/availability/create-resource.ts'
import { ResourceKind } from '../resource.type.ts'
import { resourcePayload } from './resource-payload.type.ts'

const CreateResourceInput = builder.inputType('CreateResourceInput', {
  description: 'A new resource.',
  fields: (t) => ({
    stationId: t.id({ required: true, description: 'The station that books it out.' }),
    kind: t.field({ type: ResourceKind, required: true, description: 'What sort of thing it is; never changes.' }),
    name: t.string({ required: true, description: 'What the staff calls it, 1 to 200 characters.' }),
    userId: t.id({ description: 'The person behind a CHEF, a member of the station; not given for anything else.' }),
    skills: t.stringList({ description: 'What it is good for, at most 50 of at most 100 characters.' }),
    home: t.field({ type: CoordinatesInput, description: 'Where it sets out from to its first job.' }),
    bufferBeforeMinutes: t.int({
      description: 'Minutes that it needs before a job, 0 to 1440; as the policy says when it is not given.',
    }),
    bufferAfterMinutes: t.int({
      description: 'Minutes that it needs after a job, 0 to 1440; as the policy says when it is not given.',
    }),
  }),
})

const CreateResourcePayload = resourcePayload(
  'CreateResourcePayload',
  'The resource can be booked, at all times so far.',
)

builder.mutationField('createResource', (t) =>
  t.field({
    type: CreateResourcePayload,
    description: 'Adds what a station books out.',
    authScopes: { permission: 'bookings:resource:manage' },
    args: { input: t.arg({ type: CreateResourceInput, required: true, description: 'The resource.' }) },
    errors: { types: [NotFoundError, ValidationError, PersonTakenError], union: { name: 'CreateResourceResult' } },
    resolve: (_root, { input: { stationId, userId, ...fields } }, { perform }) =>
      perform(createResource, {
        stationId: requireId('station', stationId, 'stationId'),
        fields: { ...fields, userId: userId == null ? null : requireId('user', userId, 'userId') },
      }),
  }),
)
