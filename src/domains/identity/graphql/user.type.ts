import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { enumFilter } from '#graphql/filters.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Node, registerNode } from '#graphql/node.ts'
import { actorOf, stationsWith } from '#kernel/viewer.ts'
import { rolesOfUser, userById, visibleUserById } from '../store/identity-reads.ts'
import type { HeldRoleRow } from '../store/identity-rows.ts'
import { Organization } from './organization.type.ts'
import { Station } from './station.type.ts'

export const UserStatus = builder.enumType('UserStatus', {
  description: 'Whether somebody may sign in.',
  values: {
    PENDING_VERIFICATION: { description: 'Invited; the invitation is not accepted yet.' },
    ACTIVE: { description: 'May sign in.' },
    SUSPENDED: { description: 'May not sign in.' },
  } as const,
})

export const UserStatusFilter = enumFilter('UserStatus', UserStatus)

const Presence = builder.enumType('Presence', {
  description: 'Whether somebody is there.',
  values: {
    ONLINE: { description: 'At work.' },
    AWAY: { description: 'Signed in, but away.' },
    OFFLINE: { description: 'Not signed in.' },
  } as const,
})

const HeldRole = builder.objectRef<HeldRoleRow>('HeldRole').implement({
  description: 'A role that somebody has in some place.',
  defaultSubGraphsForFields: inApps,
  fields: (t) => ({
    code: t.exposeString('code', { description: 'The role, for programs.' }),
    name: t.exposeString('name', { description: 'The role, for people.' }),
    station: t.field({
      type: Station,
      nullable: true,
      description: 'Where; null for all stations of the organization.',
      resolve: ({ stationId }) => stationId,
    }),
  }),
})

export const User = loadableRef('User', userById)

// As in the list of people, and always oneself.
registerNode('user', 'User', (uuid, { reads, viewer }) => {
  const seenFrom = { stationIds: stationsWith(viewer, 'identity:user:read'), userId: actorOf(viewer) }
  return reads.load(visibleUserById.of(reads, seenFrom), uuid)
})

User.implement({
  description: 'Somebody of the staff.',
  interfaces: [Node],
  defaultSubGraphsForFields: inApps,
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('user', id) }),
    organization: t.field({
      type: Organization,
      nullable: true,
      description: 'The business that they work for; null for staff of the platform.',
      resolve: ({ organizationId }) => organizationId,
    }),
    email: t.exposeString('email', { description: 'With this they sign in.' }),
    fullName: t.exposeString('fullName', { description: 'The whole name.' }),
    displayName: t.string({
      description: 'What colleagues call them.',
      resolve: ({ displayName, fullName }) => displayName ?? fullName,
    }),
    status: t.expose('status', { type: UserStatus, description: 'Whether they may sign in.' }),
    presence: t.expose('presence', { type: Presence, description: 'Whether they are there.' }),
    lastLoginAt: t.expose('lastLoginAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When they last signed in.',
    }),
    roles: t.field({
      type: [HeldRole],
      description: 'Their roles, the highest first.',
      resolve: async ({ id }, _args, { reads }) => [...(await reads.load(rolesOfUser, id))],
    }),
  }),
})

export const UserConnection = connectionType('User', User)
