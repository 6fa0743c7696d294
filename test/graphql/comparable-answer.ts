import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql'

type Path = readonly (string | number)[]

interface Comparable {
  data: unknown
  errors: GraphQLFormattedError[]
  /** Where an error of a field further down has left a null. */
  nulls: string[]
}

/**
 * An answer in the form in which the answers of two engines are equal. When several fields fail that must not be null,
 * the object around them becomes null for one of the failures: which one is up to the engine. So of these only the
 * place of the null is kept; all other errors are kept whole, in the order of their paths.
 */
export function comparable({ data, errors = [] }: FormattedExecutionResult): Comparable {
  const places = errors.map(({ path = [] }) => nullAt(data, path))
  const own = errors.filter(({ path = [] }, at) => places[at]?.length === path.length)
  const passedUp = errors.filter((error) => !own.includes(error)).map(({ path = [] }) => nullAt(data, path))
  return JSON.parse(
    JSON.stringify({ data, errors: own.toSorted(byPath), nulls: [...new Set(passedUp.map(String))].toSorted() }),
  )
}

function byPath(one: GraphQLFormattedError, other: GraphQLFormattedError): number {
  return String(one.path) < String(other.path) ? -1 : 1
}

/** The beginning of the path that leads to the null that an error there has left. */
function nullAt(data: unknown, path: Path): Path {
  let value = data
  for (const [at, key] of path.entries()) {
    if (value == null) return path.slice(0, at)
    value = (value as Record<string | number, unknown>)[key]
  }
  return path
}
