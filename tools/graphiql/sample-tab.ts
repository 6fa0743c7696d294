import type { SampleOperation } from '../../src/server/graphiql-config.ts'

/** A sample as GraphiQL keeps a tab: the variables are the text of their editor. */
export function toTab({ query, variables }: SampleOperation): { query: string; variables: string } {
  return { query, variables: variables === undefined ? '' : JSON.stringify(variables, null, 2) }
}
