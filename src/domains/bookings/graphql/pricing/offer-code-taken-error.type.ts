import { builder } from '#graphql/builder.ts'
import { UserError } from '#graphql/user-errors.ts'
import { OfferCodeTakenError } from '../../model/pricing/refusals.ts'

builder.objectType(OfferCodeTakenError, {
  name: 'OfferCodeTakenError',
  description: 'Another offer of the station that holds has this code: take another one, or retire that offer first.',
  interfaces: [UserError],
})
