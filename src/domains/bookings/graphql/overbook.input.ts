import { builder } from '#graphql/builder.ts'

export const OverbookInput = builder.inputType('OverbookInput', {
  description: 'Gives resources away that are not free, on purpose. Needs bookings:booking:overbook.',
  fields: (t) => ({
    reason: t.string({ required: true, description: 'Why, 1 to 500 characters. It stands in the history.' }),
  }),
})
