import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import type { HeldRoleRow } from '../store/identity-rows.ts'
import { Role } from './role.type.ts'
import { Station } from './station.type.ts'
import { User } from './user.type.ts'

export const HeldRole = builder.objectRef<HeldRoleRow>('HeldRole')

HeldRole.implement({
  description: 'A role that somebody has in some place.',
  defaultSubGraphsForFields: inApps,
  fields: (t) => ({
    code: t.exposeString('code', { description: 'The role, for programs.' }),
    name: t.exposeString('name', { description: 'The role, for people.' }),
    role: t.field({
      type: Role,
      description: 'The role itself.',
      subGraphs: ['admin'],
      resolve: ({ roleId }) => roleId,
    }),
    station: t.field({
      type: Station,
      nullable: true,
      description: 'Where; null for all stations of the organization.',
      resolve: ({ stationId }) => stationId,
    }),
    assignedBy: t.field({
      type: User,
      nullable: true,
      description: 'Who gave it; null when that is nobody whom one sees.',
      subGraphs: ['admin'],
      resolve: ({ assignedById }) => assignedById,
    }),
    assignedAt: t.expose('assignedAt', { type: 'DateTime', description: 'When it was given.', subGraphs: ['admin'] }),
  }),
})
