import { builder } from '#graphql/builder.ts'
import { UserError } from '#graphql/user-errors.ts'
import { CurrencyFixedError, SlugTakenError, StationCodeTakenError } from '../model/station-refusals.ts'

builder.objectType(StationCodeTakenError, {
  name: 'StationCodeTakenError',
  description: 'Another station of the business has this code.',
  interfaces: [UserError],
})
builder.objectType(CurrencyFixedError, {
  name: 'CurrencyFixedError',
  description: 'The station has bookings, whose prices stand in its currency.',
  interfaces: [UserError],
})
builder.objectType(SlugTakenError, {
  name: 'SlugTakenError',
  description: 'Another business has this short name.',
  interfaces: [UserError],
})
