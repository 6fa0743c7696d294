import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { ApiKeyNotActiveError } from '../model/refusals.ts'
import { MANAGE_KEYS } from '../use-cases/key-rights.ts'
import { updateApiKey } from '../use-cases/update-api-key.ts'
import { ApiKey, scopesInWords } from './api-key.type.ts'

const UpdateApiKeyInput = builder.inputType('UpdateApiKeyInput', {
  description: 'What changes about an API key: fields that are left out stay.',
  fields: (t) => ({
    apiKeyId: t.id({ required: true, description: 'Which key.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the change is based on.' }),
    name: t.string({ description: 'Whose or what it is for, 1 to 100 characters; cannot be cleared.' }),
    scopes: t.stringList({ description: `All that it may do; cannot be cleared. ${scopesInWords}` }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it ends, in the future; null for never by itself.' }),
  }),
})

const UpdateApiKeyPayload = builder.objectRef<{ apiKeyId: string }>('UpdateApiKeyPayload').implement({
  description: 'The API key has been changed; that takes effect within a second.',
  fields: (t) => ({
    apiKey: t.field({ type: ApiKey, description: 'The key.', resolve: ({ apiKeyId }) => apiKeyId }),
  }),
})

builder.mutationField('updateApiKey', (t) =>
  t.field({
    type: UpdateApiKeyPayload,
    description:
      'Changes an active API key, if nobody else did since expectedVersion. Needs all that it may do from then on and could not do before.',
    authScopes: { permission: MANAGE_KEYS },
    args: { input: t.arg({ type: UpdateApiKeyInput, required: true, description: 'What changes.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError, ApiKeyNotActiveError],
      union: { name: 'UpdateApiKeyResult' },
    },
    resolve: (_root, { input: { apiKeyId, expectedVersion, ...fields } }, { perform }) =>
      perform(updateApiKey, { apiKeyId: requireId('API key', apiKeyId, 'apiKeyId'), expectedVersion, fields }),
  }),
)
