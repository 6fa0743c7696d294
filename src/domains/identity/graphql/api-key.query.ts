import { builder } from '#graphql/builder.ts'
import { MANAGE_KEYS } from '../use-cases/key-rights.ts'
import { ApiKey, apiKeyNode } from './api-key.type.ts'

builder.queryField('apiKey', (t) =>
  t.field({
    type: ApiKey,
    nullable: true,
    description: 'One API key; null when there is none with this id that one may manage.',
    authScopes: { permission: MANAGE_KEYS },
    args: { id: t.arg.id({ required: true, description: 'Which.' }) },
    resolve: (_root, { id }, context) => apiKeyNode.find(id, context),
  }),
)
