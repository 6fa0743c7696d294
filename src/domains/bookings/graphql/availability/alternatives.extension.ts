import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { weights } from '#graphql/cost/weights.ts'
import { BadInputError } from '#kernel/errors.ts'
import { SlotUnavailableError } from '../../model/availability/refusals.ts'
import { SlotTakenError } from '../../model/refusals.ts'
import { findAlternatives } from '../../use-cases/availability/search-availability.ts'
import { Slot } from './slot.type.ts'

const MAX_ALTERNATIVES = 10

for (const refusal of [SlotTakenError, SlotUnavailableError]) {
  builder.objectField(refusal as typeof SlotTakenError, 'alternatives', (t) =>
    t.field({
      type: [Slot],
      subGraphs: everywhere,
      listSize: MAX_ALTERNATIVES,
      cost: weights.availability / MAX_ALTERNATIVES,
      description:
        'The times nearest to the wanted one that can be had as things are now, after the refusal: within 7 days of it, the nearest first.',
      args: {
        first: t.arg.int({
          required: true,
          defaultValue: 3,
          description: `How many at most, 1 to ${MAX_ALTERNATIVES}.`,
        }),
      },
      resolve: ({ wanted }, { first }, context) => {
        if (first < 1 || first > MAX_ALTERNATIVES)
          throw new BadInputError(`first must be from 1 to ${MAX_ALTERNATIVES}.`)
        return findAlternatives(context, wanted, first)
      },
    }),
  )
}
