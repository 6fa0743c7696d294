import { inApps } from '#graphql/audiences.ts'
import { connectionType } from '#graphql/connections.ts'
import type { Context } from '#graphql/context.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Node, registerNode } from '#graphql/node.ts'
import { actorOf, holdsAnywhere, stationsWith } from '#kernel/viewer.ts'
import { userById, visibleUserById } from '../store/identity-reads.ts'
import { Organization } from './organization.type.ts'
import { Presence, UserStatus } from './user-enums.ts'

export const User = loadableRef('User', userById)

/** As in the list of people, and always oneself. */
export function findVisibleUser(uuid: string, { reads, viewer }: Context) {
  const seenFrom = { stationIds: stationsWith(viewer, 'identity:user:read'), userId: actorOf(viewer) }
  return reads.load(visibleUserById.of(reads, seenFrom), uuid)
}

registerNode('user', 'User', findVisibleUser)

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
    phone: t.string({
      nullable: true,
      description: 'Their phone number, in E.164; null also for others who do not hold identity:user:read.',
      resolve: ({ id, phone }, _args, { viewer }) => {
        const isOwn = viewer.kind === 'user' && viewer.userId === id
        return isOwn || holdsAnywhere(viewer, 'identity:user:read') ? phone : null
      },
    }),
    avatarUrl: t.exposeString('avatarUrl', { nullable: true, description: 'Where their picture is.' }),
    status: t.expose('status', { type: UserStatus, description: 'Whether they may sign in.' }),
    presence: t.expose('presence', {
      type: Presence,
      description: 'Whether they are there, as they last said; lastSeenAt tells when that was.',
    }),
    lastSeenAt: t.expose('lastSeenAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When they last said whether they are there.',
    }),
    lastLoginAt: t.expose('lastLoginAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When they last signed in.',
    }),
    version: t.exposeInt('version', { description: 'Rises with each change; changes name the one that they saw.' }),
  }),
})

export const UserConnection = connectionType('User', User)
