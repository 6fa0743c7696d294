import {
  astFromValue,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromASTUntyped,
} from 'graphql'

/**
 * Where graphql-jit 0.8 takes variables otherwise than the specification says. It reports a variable or an input field
 * as missing although its type is non-null with a default; and input types that contain themselves it never finishes
 * compiling.
 */
export interface VariableRules {
  /** The variables with all defaults in place. */
  fillDefaults(variables: Record<string, unknown>): Record<string, unknown>
  areRecursive: boolean
}

type Fill = (value: unknown) => unknown
const asIs: Fill = (value) => value

export function variableRules(schema: GraphQLSchema, definitions: readonly VariableDefinitionNode[]): VariableRules {
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
    areRecursive: fillers.sawRecursion,
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
