import { builder } from '#graphql/builder.ts'
import { UserError } from '#graphql/user-errors.ts'
import { ApiKeyNotActiveError, RotationUnderwayError } from '../model/refusals.ts'
import { ApiKeyState } from './api-key.type.ts'

builder.objectType(ApiKeyNotActiveError, {
  name: 'ApiKeyNotActiveError',
  description: 'Only an active key can be changed or rotated.',
  interfaces: [UserError],
  fields: (t) => ({
    state: t.expose('state', { type: ApiKeyState, description: 'The state that it is in.' }),
  }),
})

builder.objectType(RotationUnderwayError, {
  name: 'RotationUnderwayError',
  description: 'The key that this one has replaced is still good, and no more than two are at a time.',
  interfaces: [UserError],
  fields: (t) => ({
    endsAt: t.expose('endsAt', { type: 'DateTime', description: 'When the replaced key ends by itself.' }),
  }),
})
