import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { InvitationClosedError, LastOwnerError, RankTooLowError } from '../model/staff-refusals.ts'
import { revokeInvite } from '../use-cases/revoke-invite.ts'
import { Invitation } from './invitation.type.ts'

const RevokeInviteInput = builder.inputType('RevokeInviteInput', {
  description: 'Which invitation is taken back.',
  fields: (t) => ({
    invitationId: t.id({ required: true, description: 'The invitation.' }),
  }),
})

const RevokeInvitePayload = builder.objectRef<{ invitationId: string }>('RevokeInvitePayload').implement({
  description: 'The invitation has been taken back.',
  fields: (t) => ({
    invitation: t.field({
      type: Invitation,
      description: 'The invitation, which cannot be accepted any more.',
      resolve: ({ invitationId }) => invitationId,
    }),
  }),
})

builder.mutationField('revokeInvite', (t) =>
  t.field({
    type: RevokeInvitePayload,
    description: 'Takes an invitation back: its link stops working, and the invited person loses all roles.',
    authScopes: { permission: 'identity:user:invite' },
    args: { input: t.arg({ type: RevokeInviteInput, required: true, description: 'Which invitation.' }) },
    errors: {
      types: [InvitationClosedError, LastOwnerError, NotFoundError, RankTooLowError, ValidationError],
      union: { name: 'RevokeInviteResult' },
    },
    resolve: (_root, { input: { invitationId } }, { perform }) =>
      perform(revokeInvite, { invitationId: requireId('invitation', invitationId, 'invitationId') }),
  }),
)
