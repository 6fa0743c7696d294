import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { MAX_OVERLAP_HOURS } from '../model/api-key-state.ts'
import { ApiKeyNotActiveError, RotationUnderwayError } from '../model/refusals.ts'
import { MANAGE_KEYS } from '../use-cases/key-rights.ts'
import { type RotatedKey, rotateApiKey } from '../use-cases/rotate-api-key.ts'
import { ApiKey } from './api-key.type.ts'

const RotateApiKeyInput = builder.inputType('RotateApiKeyInput', {
  description: 'Which API key gets a successor, and for how long it goes on.',
  fields: (t) => ({
    apiKeyId: t.id({ required: true, description: 'Which key.' }),
    overlapHours: t.int({
      required: true,
      defaultValue: 24,
      description: `For how many hours the old key is good besides the new one, 0 to ${MAX_OVERLAP_HOURS} (7 days).`,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description:
        'When the new key ends, in the future; null for never by itself. Left out, it ends when the old one would have.',
    }),
  }),
})

const RotateApiKeyPayload = builder.objectRef<RotatedKey>('RotateApiKeyPayload').implement({
  description: 'There is a new key with the name, the scopes, the stations and the plan of the old one.',
  fields: (t) => ({
    apiKey: t.field({ type: ApiKey, description: 'What is kept of the new key.', resolve: ({ apiKeyId }) => apiKeyId }),
    key: t.exposeString('key', {
      description: 'The new key itself, for the partner. A secret, and shown this once: nobody can find it out again.',
    }),
    replaced: t.field({
      type: ApiKey,
      description: 'The old key, with its new end.',
      resolve: ({ replacedId }) => replacedId,
    }),
  }),
})

builder.mutationField('rotateApiKey', (t) =>
  t.field({
    type: RotateApiKeyPayload,
    description:
      'Puts a new API key in the place of an active one, so that the partner can change over without a gap. Needs all that the key may do.',
    authScopes: { permission: MANAGE_KEYS },
    args: { input: t.arg({ type: RotateApiKeyInput, required: true, description: 'Which key, and the overlap.' }) },
    errors: {
      types: [NotFoundError, ValidationError, ApiKeyNotActiveError, RotationUnderwayError],
      union: { name: 'RotateApiKeyResult' },
    },
    resolve: (_root, { input: { apiKeyId, ...fields } }, { perform, apiKeyHashes }) =>
      perform(rotateApiKey, { apiKeyId: requireId('API key', apiKeyId, 'apiKeyId'), fields, hashes: apiKeyHashes }),
  }),
)
