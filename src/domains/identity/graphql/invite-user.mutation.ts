import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { EmailTakenError, RankTooLowError } from '../model/staff-refusals.ts'
import { inviteUser } from '../use-cases/invite-user.ts'
import { Invitation } from './invitation.type.ts'
import { toStation } from './role-place.ts'

const InvitedRoleInput = builder.inputType('InvitedRoleInput', {
  description: 'A role that somebody will have.',
  fields: (t) => ({
    role: t.string({ required: true, description: 'The code of the role, as `roles` lists it.' }),
    stationId: t.id({ description: 'At this station; they work there.' }),
    wholeOrganization: t.boolean({ description: 'True instead of a station: at all of the business.' }),
  }),
})

const InvitedStationInput = builder.inputType('InvitedStationInput', {
  description: 'Where somebody will work.',
  fields: (t) => ({
    stationId: t.id({ required: true, description: 'The station; one of the roles has to reach it.' }),
    title: t.string({ description: 'What they will be there, in words, at most 100 characters.' }),
  }),
})

const InviteUserInput = builder.inputType('InviteUserInput', {
  description: 'Who is invited to what.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'The business that they will work for.' }),
    email: t.string({ required: true, description: 'Their e-mail address, with which they will sign in.' }),
    fullName: t.string({ required: true, description: 'Their name, 1 to 200 characters; they may correct it.' }),
    roles: t.field({ type: [InvitedRoleInput], required: true, description: 'What they may do, 1 to 20 roles.' }),
    stations: t.field({
      type: [InvitedStationInput],
      description:
        'Where they will work besides the stations of their roles, at most 20; the first is the primary one.',
    }),
  }),
})

const InviteUserPayload = builder.objectRef<{ invitationId: string }>('InviteUserPayload').implement({
  description: 'The invitation is on its way.',
  fields: (t) => ({
    invitation: t.field({
      type: Invitation,
      description: 'The invitation; its token is in the mail alone.',
      resolve: ({ invitationId }) => invitationId,
    }),
  }),
})

builder.mutationField('inviteUser', (t) =>
  t.field({
    type: InviteUserPayload,
    description:
      'Mails somebody a link with which they join the staff, with roles up to the own rank. Somebody who was invited and has not come yet gets a new link instead of the old one, and the roles that they did not have.',
    authScopes: { permission: 'identity:user:invite' },
    args: { input: t.arg({ type: InviteUserInput, required: true, description: 'Who is invited to what.' }) },
    errors: {
      types: [EmailTakenError, NotFoundError, RankTooLowError, ValidationError],
      union: { name: 'InviteUserResult' },
    },
    resolve: (_root, { input }, { perform }) => {
      const { organizationId, email, fullName } = input
      const roles = input.roles.map((role, at) => ({
        code: role.role,
        stationId: toStation(role, 'roles', String(at)),
      }))
      const stations = (input.stations ?? []).map(({ stationId, title }, at) => ({
        stationId: requireId('station', stationId, 'stations', String(at), 'stationId'),
        title,
      }))
      return perform(inviteUser, {
        organizationId: requireId('organization', organizationId, 'organizationId'),
        fields: { email, fullName, roles, stations },
      })
    },
  }),
)
