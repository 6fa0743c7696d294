import { type GraphQLInputType, type GraphQLSchema, getNamedType, isInputObjectType } from 'graphql'

/** An id among variables. */
export interface FoundId {
  /** How one gets there, without `input`, comparisons, what combines conditions, and places in lists. */
  path: string
  id: string
}

const NOISE = new Set(['input', 'eq', 'in', 'notIn', 'AND', 'OR', 'NOT'])

/** The ids in these variables that are others in those. */
export function idsThatDiffer(these: unknown, those: unknown, path: readonly string[] = []): FoundId[] {
  if (typeof these !== 'object' || these === null) {
    return these === those ? [] : [{ path: path.join('.'), id: String(these) }]
  }
  return Object.entries(these).flatMap(([key, value]) => {
    const deeper = Array.isArray(these) || NOISE.has(key) ? path : [...path, key]
    return idsThatDiffer(value, (those as Record<string, unknown>)[key], deeper)
  })
}

/** Every argument of the root that takes an id, at whatever depth: the name of the field, and the path to it. */
export function idArgumentsOf(schema: GraphQLSchema): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  return roots.flatMap((root) =>
    Object.values(root?.getFields() ?? {}).flatMap((field) =>
      field.args
        .flatMap(({ name, type }) => idPathsOf(type, NOISE.has(name) ? [] : [name]))
        .filter((path, at, all) => all.indexOf(path) === at)
        .map((path) => `${field.name} (${path})`),
    ),
  )
}

function idPathsOf(type: GraphQLInputType, path: readonly string[], within: readonly string[] = []): string[] {
  const named = getNamedType(type)
  if (named.name === 'ID') return [path.join('.')]
  // Conditions that combine conditions take no others than these.
  if (!isInputObjectType(named) || within.includes(named.name)) return []
  return Object.values(named.getFields()).flatMap((field) =>
    idPathsOf(field.type, NOISE.has(field.name) ? path : [...path, field.name], [...within, named.name]),
  )
}
