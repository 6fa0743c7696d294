import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { publicId } from '#graphql/ids.ts'
import type { RoleChangeRow } from '../store/identity-rows.ts'
import { Role } from './role.type.ts'
import { Station } from './station.type.ts'
import { User } from './user.type.ts'

const RoleChangeKind = builder.enumType('RoleChangeKind', {
  description: 'What happened to a role that somebody has.',
  values: { GRANTED: { description: 'It was given.' }, REVOKED: { description: 'It was taken away.' } } as const,
})

const RoleChange = builder.objectRef<RoleChangeRow>('RoleChange').implement({
  description: 'That a role was given or taken away.',
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('role change', id) }),
    kind: t.expose('kind', { type: RoleChangeKind, description: 'What happened.' }),
    role: t.field({ type: Role, description: 'Which role.', resolve: ({ roleId }) => roleId }),
    station: t.field({
      type: Station,
      nullable: true,
      description: 'Where; null for all stations of the organization.',
      resolve: ({ stationId }) => stationId,
    }),
    actor: t.field({
      type: User,
      nullable: true,
      description: 'Who did it; null when that is nobody whom one sees.',
      resolve: ({ actorId }) => actorId,
    }),
    occurredAt: t.expose('createdAt', { type: 'DateTime', description: 'When.' }),
  }),
})

export const RoleChangeConnection = connectionType('RoleChange', RoleChange)
