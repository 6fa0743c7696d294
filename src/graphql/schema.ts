import {
  GraphQLSchema,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
  specifiedDirectives,
} from 'graphql'
import type { Audience } from '#kernel/audience.ts'
import { builder } from './builder.ts'
import { costDirectives } from './cost/directives.ts'
import { withCosts } from './cost/print-costs.ts'
import { dryRun } from './dry-run.ts'
import './rate-limit.query.ts'
import './scalars.ts'
import './user-errors.ts'

/** The executable schema of all that the domains have added for this audience, or for any: import them first. */
export function buildSchema(audience: Audience | 'all'): GraphQLSchema {
  const directives = [...specifiedDirectives, ...costDirectives, dryRun]
  return withoutEmptyTypes(builder.toSchema(audience === 'all' ? { directives } : { subGraph: audience, directives }))
}

export function printAudienceSchema(audience: Audience): string {
  const schema = lexicographicSortSchema(buildSchema(audience))
  return `${withCosts(schema, printSchema(schema))}\n`
}

/** Without the types of which the audience sees no field. One that a field leads to all the same is a mistake. */
function withoutEmptyTypes(schema: GraphQLSchema): GraphQLSchema {
  const config = schema.toConfig()
  const isEmpty = (type: unknown) =>
    (isObjectType(type) || isInterfaceType(type)) && Object.keys(type.getFields()).length === 0
  return new GraphQLSchema({
    ...config,
    types: config.types.filter((type) => !isEmpty(type)),
    mutation: isEmpty(config.mutation) ? null : config.mutation,
    subscription: isEmpty(config.subscription) ? null : config.subscription,
  })
}
