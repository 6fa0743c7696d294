import { builder } from '#graphql/builder.ts'
import { findId } from '#graphql/ids.ts'
import { apiKeyById } from '../store/api-key-reads.ts'
import { findKeyRights, MANAGE_KEYS, reachOf } from '../use-cases/key-rights.ts'
import { ApiKey } from './api-key.type.ts'

builder.queryField('apiKey', (t) =>
  t.field({
    type: ApiKey,
    nullable: true,
    description: 'One API key; null when there is none with this id that one may manage.',
    authScopes: { permission: MANAGE_KEYS },
    args: { id: t.arg.id({ required: true, description: 'Which.' }) },
    resolve: async (_root, { id }, { reads, viewer }) => {
      const uuid = findId('API key', id)
      const row = uuid && (await reads.load(apiKeyById, uuid))
      if (!row) return null
      const rights = await findKeyRights(viewer, reads)
      return rights.holds(MANAGE_KEYS, reachOf(row)) ? row : null
    },
  }),
)
