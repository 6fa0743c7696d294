import {
  astFromValue,
  type DocumentNode,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLScalarType,
  type GraphQLSchema,
  getVariableValues,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  type TypeNode,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromASTUntyped,
} from 'graphql'

/**
 * Where graphql-jit 0.8 takes variables otherwise than the specification says. It reports a variable or an input field
 * as missing although its type is non-null with a default: defaults are put in place for it. And it never finishes
 * compiling input types that contain themselves, like filters: graphql-js takes such variables, and the compiled query
 * gets them as they are then.
 */
export interface VariableRules {
  /** The document as it may be compiled, against the schema of `withTakenValues`. */
  document: DocumentNode
  /** The variables as the compiled query wants them; null for what graphql-js has something to say about. */
  take(variables: Record<string, unknown>): Record<string, unknown> | null
}

type Fill = (value: unknown) => unknown
const asIs: Fill = (value) => value

/** No document of a client has this name. */
const TAKEN = 'taken already'
/** The type of variables that have been taken already. */
const Taken = new GraphQLScalarType({ name: 'TakenValue', parseValue: asIs })

/** The schema, but it also knows the one type more that compiled documents need. Introspection does not show it. */
export function withTakenValues(schema: GraphQLSchema): GraphQLSchema {
  return Object.create(schema, {
    getType: { value: (name: string) => (name === TAKEN ? Taken : schema.getType(name)) },
  })
}

export function variableRules(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): VariableRules {
  const definitions = operation.variableDefinitions ?? []
  const recursive = definitions.filter((definition) => isRecursive(schema, definition))
  const fill = fillerOf(
    schema,
    definitions.filter((definition) => !recursive.includes(definition)),
  )
  if (recursive.length === 0) return { document, take: fill }
  return {
    document: withTakenVariables(document, operation, recursive),
    take(variables) {
      const { coerced } = getVariableValues(schema, recursive, variables, { maxErrors: 1 })
      if (!coerced) return null
      const others = { ...variables }
      for (const { variable } of recursive) delete others[variable.name.value]
      return { ...fill(others), ...coerced }
    },
  }
}

function fillerOf(schema: GraphQLSchema, definitions: readonly VariableDefinitionNode[]) {
  const fillers = new Fillers()
  const fields = definitions.flatMap((definition) => {
    const type = typeFromAST(schema, definition.type as never)
    if (!isInputType(type)) return []
    const { defaultValue } = definition
    const standIn = defaultValue && valueFromASTUntyped(defaultValue)
    return [{ name: definition.variable.name.value, standIn, fill: fillers.of(type) }]
  })
  return objectFiller(fields) as (variables: Record<string, unknown>) => Record<string, unknown>
}

function isRecursive(schema: GraphQLSchema, { type }: VariableDefinitionNode): boolean {
  const declared = typeFromAST(schema, type as never)
  const fillers = new Fillers()
  if (isInputType(declared)) fillers.of(declared)
  return fillers.sawRecursion
}

/** The same document, with these variables of a type that takes them as they are. Their defaults are in place already. */
function withTakenVariables(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  taken: readonly VariableDefinitionNode[],
): DocumentNode {
  const variableDefinitions = operation.variableDefinitions?.map((definition) =>
    taken.includes(definition)
      ? { ...definition, type: takenType(definition.type), defaultValue: undefined }
      : definition,
  )
  const definitions = document.definitions.map((definition) =>
    definition === operation ? { ...operation, variableDefinitions } : definition,
  )
  return { ...document, definitions }
}

function takenType(type: TypeNode): TypeNode {
  const named = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: TAKEN } } as const
  return type.kind === Kind.NON_NULL_TYPE ? { kind: Kind.NON_NULL_TYPE, type: named } : named
}

class Fillers {
  readonly #known = new Map<GraphQLInputObjectType, Fill>()
  readonly #unfinished = new Set<GraphQLInputObjectType>()
  sawRecursion = false

  of(type: GraphQLInputType): Fill {
    if (isNonNullType(type)) return this.of(type.ofType)
    if (isListType(type)) {
      const fill = this.of(type.ofType)
      return fill === asIs ? asIs : (value) => (Array.isArray(value) ? value.map(fill) : fill(value))
    }
    if (!isInputObjectType(type)) return asIs
    if (this.#unfinished.has(type)) {
      this.sawRecursion = true
      return asIs
    }
    const fill = this.#known.get(type) ?? this.#ofObject(type)
    this.#known.set(type, fill)
    return fill
  }

  #ofObject(type: GraphQLInputObjectType): Fill {
    this.#unfinished.add(type)
    const fields = Object.values(type.getFields()).map(({ name, type: fieldType, defaultValue }) => {
      const literal = defaultValue === undefined ? null : astFromValue(defaultValue, fieldType)
      return { name, standIn: literal && valueFromASTUntyped(literal), fill: this.of(fieldType) }
    })
    this.#unfinished.delete(type)
    return objectFiller(fields)
  }
}

interface Field {
  name: string
  /** What stands for a value that is not given; null or undefined when nothing does. */
  standIn: unknown
  fill: Fill
}

function objectFiller(fields: readonly Field[]): Fill {
  const touched = fields.filter(({ standIn, fill }) => standIn != null || fill !== asIs)
  if (touched.length === 0) return asIs
  return (value) => {
    if (typeof value !== 'object' || value === null) return value
    const given = value as Record<string, unknown>
    const filled = { ...given }
    for (const { name, standIn, fill } of touched) {
      const current = given[name] === undefined ? standIn : given[name]
      if (current != null) filled[name] = fill(current)
    }
    return filled
  }
}
