import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql'
import { builder } from './builder.ts'
import './scalars.ts'
import './user-errors.ts'

/** The executable schema of everything that the domains have added so far: import them first. */
export function buildSchema(): GraphQLSchema {
  return builder.toSchema()
}

export function printAdminSchema(): string {
  return `${printSchema(lexicographicSortSchema(buildSchema()))}\n`
}
