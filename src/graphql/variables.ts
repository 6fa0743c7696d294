import {
  astFromValue,
  type DocumentNode,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  getOperationAST,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  Kind,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromASTUntyped,
  visit,
} from 'graphql'

/**
 * Where graphql-jit 0.8 takes variables otherwise than the specification says. It reports a variable or an input field
 * as missing although its type is non-null with a default; in `{ field: $variable }` it takes a variable that was not
 * given for null, where the field should count as not given; and input types that contain themselves it never finishes
 * compiling.
 */
export interface VariableRules {
  /** The variables with all defaults in place. */
  fillDefaults(variables: Record<string, unknown>): Record<string, unknown>
  /** Whether graphql-jit gets the document right when the defaults are in place. */
  isCompilable: boolean
}

type Fill = (value: unknown) => unknown
const asIs: Fill = (value) => value

export function variableRules(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): VariableRules {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? []
  const fillers = new Fillers()
  const fields = definitions.flatMap((definition) => {
    const type = typeFromAST(schema, definition.type as never)
    if (!isInputType(type)) return []
    const { defaultValue } = definition
    const standIn = defaultValue && valueFromASTUntyped(defaultValue)
    return [{ name: definition.variable.name.value, standIn, fill: fillers.of(type) }]
  })
  return {
    fillDefaults: objectFiller(fields) as VariableRules['fillDefaults'],
    isCompilable: !fillers.sawRecursion && !hasOmissibleFields(document, definitions),
  }
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

/** A variable counts as given when it has to be, or has a default. */
function hasOmissibleFields(document: DocumentNode, definitions: readonly VariableDefinitionNode[]): boolean {
  const omissible = new Set(
    definitions
      .filter(({ type, defaultValue }) => type.kind !== Kind.NON_NULL_TYPE && !defaultValue)
      .map(({ variable }) => variable.name.value),
  )
  let found = false
  visit(document, {
    ObjectField({ value }) {
      if (value.kind === Kind.VARIABLE && omissible.has(value.name.value)) found = true
    },
  })
  return found
}
