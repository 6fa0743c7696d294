import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { RankTooLowError } from '../model/staff-refusals.ts'
import { updateUser } from '../use-cases/update-user.ts'
import { userPayload } from './user-payload.type.ts'

const MemberTitleInput = builder.inputType('MemberTitleInput', {
  description: 'What somebody is at a station, in words.',
  fields: (t) => ({
    stationId: t.id({ required: true, description: 'One of the stations where they work.' }),
    text: t.string({ description: 'The title, 1 to 100 characters; null clears it.' }),
  }),
})

const UpdateUserInput = builder.inputType('UpdateUserInput', {
  description: 'What changes about somebody: fields that are left out stay, null clears.',
  fields: (t) => ({
    userId: t.id({ required: true, description: 'Who; oneself or somebody else.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the change is based on.' }),
    fullName: t.string({ description: 'The whole name, 1 to 200 characters; cannot be cleared.' }),
    phone: t.string({ description: 'The phone number with its country code.' }),
    displayName: t.string({
      description: 'What colleagues call them, 1 to 100 characters; changed by themselves alone.',
    }),
    avatarUrl: t.string({
      description: 'The https address of their picture, at most 2000 characters; changed by themselves alone.',
    }),
    title: t.field({ type: MemberTitleInput, description: 'What they are at a station; changed by others alone.' }),
  }),
})

const UpdateUserPayload = userPayload('UpdateUserPayload', 'The profile has been changed.', inApps)

builder.mutationField('updateUser', (t) =>
  t.field({
    type: UpdateUserPayload,
    description:
      'Changes the own profile, or that of somebody of no higher rank, if nobody else did since expectedVersion. Of others it needs identity:user:update at one of their stations.',
    subGraphs: inApps,
    authScopes: { signedIn: true },
    args: { input: t.arg({ type: UpdateUserInput, required: true, description: 'What changes.' }) },
    errors: {
      types: [NotFoundError, RankTooLowError, ValidationError, VersionConflictError],
      union: { name: 'UpdateUserResult' },
    },
    resolve: (_root, { input: { userId, expectedVersion, title, ...fields } }, { perform }) => {
      const given = title && { ...title, stationId: requireId('station', title.stationId, 'title', 'stationId') }
      return perform(updateUser, {
        userId: requireId('user', userId, 'userId'),
        expectedVersion,
        fields: { ...fields, title: given && { text: null, ...given } },
      })
    },
  }),
)
