import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { UserError } from '#graphql/user-errors.ts'
import {
  EmailTakenError,
  InvitationClosedError,
  InvitationNotValidError,
  LastOwnerError,
  OwnAccountError,
  RankTooLowError,
  RoleAlreadyHeldError,
  RoleNotHeldError,
} from '../model/staff-refusals.ts'

const as = (name: string, description: string) => ({
  name,
  description,
  interfaces: [UserError],
  defaultSubGraphsForFields: inApps,
})

builder.objectType(
  RankTooLowError,
  as('RankTooLowError', 'The role, or the person, is above the own highest rank in that place.'),
)
builder.objectType(OwnAccountError, as('OwnAccountError', 'Nobody does this to the own account.'))
builder.objectType(RoleAlreadyHeldError, as('RoleAlreadyHeldError', 'The person has this role in this place already.'))
builder.objectType(RoleNotHeldError, as('RoleNotHeldError', 'The person does not have this role in this place.'))
builder.objectType(
  LastOwnerError,
  as('LastOwnerError', 'The business would be left without an owner who may sign in: make somebody else one first.'),
)
builder.objectType(
  EmailTakenError,
  as('EmailTakenError', 'There is an account with this e-mail address already, in this business or elsewhere.'),
)
builder.objectType(
  InvitationClosedError,
  as('InvitationClosedError', 'The invitation was accepted, taken back or replaced before.'),
)
builder.objectType(
  InvitationNotValidError,
  as('InvitationNotValidError', 'The token is not, or no more, that of an open invitation: ask for a new one.'),
)
