import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Node, registerNode } from '#graphql/node.ts'
import { invitationById } from '../store/person-reads.ts'
import { findVisibleUser, User } from './user.type.ts'

export const Invitation = loadableRef('Invitation', invitationById)

// As people who are invited show it.
registerNode('invitation', 'Invitation', async (uuid, context) => {
  const row = await context.reads.load(invitationById, uuid)
  return row && (await findVisibleUser(row.userId, context)) ? row : null
})

Invitation.implement({
  description: 'A link that was mailed to somebody, with which they make an account theirs.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('invitation', id) }),
    user: t.field({ type: User, description: 'Who is invited.', resolve: ({ userId }) => userId }),
    invitedBy: t.field({
      type: User,
      nullable: true,
      description: 'Who invited them; null when that is nobody whom one sees.',
      resolve: ({ invitedById }) => invitedById,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    sentAt: t.expose('sentAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the mail left, a moment after the invitation was made. While it is null it has not left; if it stays so, invite again.',
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when it can be accepted: for 7 days.' }),
    acceptedAt: t.expose('acceptedAt', { type: 'DateTime', nullable: true, description: 'When it was accepted.' }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was taken back, or replaced by a newer one.',
    }),
  }),
})
