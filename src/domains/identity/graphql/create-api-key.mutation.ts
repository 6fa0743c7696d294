import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { createApiKey, type IssuedKey } from '../use-cases/create-api-key.ts'
import { MANAGE_KEYS } from '../use-cases/key-rights.ts'
import { ApiKey, RatePlan, scopesInWords } from './api-key.type.ts'

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'A new API key. Where it is good is said by organizationId or by stationIds, one of the two.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Whose or what it is for, 1 to 100 characters.' }),
    organizationId: t.id({ description: 'Good at all stations of this organization, also at those to come.' }),
    stationIds: t.idList({ description: 'Good at these stations alone: 1 to 100, all of one organization.' }),
    scopes: t.stringList({ required: true, description: `What it may do, one at least. ${scopesInWords}` }),
    plan: t.field({
      type: RatePlan,
      required: true,
      defaultValue: 'STANDARD',
      description: 'How much it may ask for.',
    }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it ends, in the future; without it never by itself.' }),
  }),
})

const CreateApiKeyPayload = builder.objectRef<IssuedKey>('CreateApiKeyPayload').implement({
  description: 'The API key is good from now on.',
  fields: (t) => ({
    apiKey: t.field({ type: ApiKey, description: 'What is kept of it.', resolve: ({ apiKeyId }) => apiKeyId }),
    key: t.exposeString('key', {
      description: 'The key itself, for the partner. A secret, and shown this once: nobody can find it out again.',
    }),
  }),
})

builder.mutationField('createApiKey', (t) =>
  t.field({
    type: CreateApiKeyPayload,
    description:
      'Gives a partner an API key. Needs the permission wherever the key is good, and there all that it may do.',
    authScopes: { permission: MANAGE_KEYS },
    args: { input: t.arg({ type: CreateApiKeyInput, required: true, description: 'The key.' }) },
    errors: { types: [NotFoundError, ValidationError], union: { name: 'CreateApiKeyResult' } },
    resolve: (_root, { input: { organizationId, stationIds, ...fields } }, { perform, apiKeyHashes }) =>
      perform(createApiKey, {
        organizationId: organizationId == null ? null : requireId('organization', organizationId, 'organizationId'),
        stationIds: stationIds?.map((id, at) => requireId('station', id, 'stationIds', `${at}`)) ?? null,
        fields,
        hashes: apiKeyHashes,
      }),
  }),
)
