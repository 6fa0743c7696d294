import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { MANAGE_KEYS } from '../use-cases/key-rights.ts'
import { revokeApiKey } from '../use-cases/revoke-api-key.ts'
import { ApiKey } from './api-key.type.ts'

const RevokeApiKeyInput = builder.inputType('RevokeApiKeyInput', {
  description: 'Which API key ends.',
  fields: (t) => ({
    apiKeyId: t.id({ required: true, description: 'Which key.' }),
  }),
})

const RevokeApiKeyPayload = builder.objectRef<{ apiKeyId: string }>('RevokeApiKeyPayload').implement({
  description: 'The API key stops working within a second, and never works again.',
  fields: (t) => ({
    apiKey: t.field({ type: ApiKey, description: 'The key.', resolve: ({ apiKeyId }) => apiKeyId }),
  }),
})

builder.mutationField('revokeApiKey', (t) =>
  t.field({
    type: RevokeApiKeyPayload,
    description: 'Ends an API key for good. A key that it has replaced goes on until its own end.',
    authScopes: { permission: MANAGE_KEYS },
    args: { input: t.arg({ type: RevokeApiKeyInput, required: true, description: 'Which key.' }) },
    errors: { types: [NotFoundError, ValidationError], union: { name: 'RevokeApiKeyResult' } },
    resolve: (_root, { input }, { perform }) =>
      perform(revokeApiKey, { apiKeyId: requireId('API key', input.apiKeyId, 'apiKeyId') }),
  }),
)
