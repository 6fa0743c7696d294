import type { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'

type InputFields = Parameters<Parameters<typeof builder.inputType>[1]['fields']>[0]

/** What every step of a booking is given. */
export function stepFields(t: InputFields) {
  return {
    bookingId: t.id({ required: true, description: 'Which booking.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the decision is based on.' }),
  }
}

/** The same for the use cases: the public id becomes that of the database. */
export function toStep<Input extends { bookingId: string }>(input: Input): Input {
  return { ...input, bookingId: requireId('booking', input.bookingId, 'bookingId') }
}
