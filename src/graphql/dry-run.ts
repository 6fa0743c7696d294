import { DirectiveLocation, GraphQLDirective, type OperationDefinitionNode } from 'graphql'
import type { NewEvent } from '#platform/events/domain-event.ts'
import type { Context } from './context.ts'
import { type IdKind, idPrefixes, publicId } from './ids.ts'
import { type Executed, withExtensions } from './present-result.ts'
import { publicPayload } from './public-payload.ts'

export const dryRun = new GraphQLDirective({
  name: 'dryRun',
  description:
    'Runs everything and keeps nothing: the answer is what it would be, and `extensions.dryRun` lists the events that would be told. Ids, numbers and times that were made on the way do not last.',
  locations: [DirectiveLocation.MUTATION],
})

export function isDryRun({ directives = [] }: OperationDefinitionNode): boolean {
  return directives.some(({ name }) => name.value === dryRun.name)
}

const NOTICE = 'Nothing of this has happened: ids, numbers and times that were made on the way do not last.'

/** Answers as if the operation had been executed, which is then rolled back; says what it would have told. */
export function tryOut(context: Context, execute: (inside: Context) => Promise<Executed>): Promise<Executed> {
  return context.tryOut(async (whole) => {
    const executed = await execute(whole.context)
    whole.context.reads.close()
    return withExtensions(executed, { dryRun: describeEffects(whole.events()) })
  })
}

function describeEffects(events: readonly NewEvent[]) {
  const made = events.filter(({ aggregateVersion }) => aggregateVersion === 1)
  return {
    notice: NOTICE,
    /** Of what does not exist. */
    provisionalIds: [...new Set(made.map(subjectOf))],
    events: events.map((event) => ({
      type: event.type,
      subject: subjectOf(event),
      payload: publicPayload(event.payload),
    })),
  }
}

function subjectOf({ aggregateType, aggregateId }: NewEvent): string {
  if (!Object.hasOwn(idPrefixes, aggregateType)) throw new TypeError(`a ${aggregateType} has no public id`)
  return publicId(aggregateType as IdKind, aggregateId)
}
