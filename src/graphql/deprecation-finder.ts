import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { canHoldDeprecated, deprecatedIn } from './deprecated-values.ts'
import { type Deprecation, deprecationOf, distinct, listDeprecations } from './deprecations.ts'

interface Uses {
  /** What stands in the document. */
  written: readonly Deprecation[]
  /** The variables whose values can hold more. */
  variables: readonly { name: string; type: GraphQLInputType }[]
}

const NONE: readonly Deprecation[] = []

/** Finds what operations use of that which the schema calls deprecated. Each document is looked through once. */
export class DeprecationFinder {
  readonly #schema: GraphQLSchema
  readonly #isNeeded: boolean
  readonly #known = new WeakMap<DocumentNode, ReadonlyMap<string, Uses>>()

  constructor(schema: GraphQLSchema) {
    this.#schema = schema
    this.#isNeeded = listDeprecations(schema).length > 0
  }

  /** Each coordinate once. The document must be valid; without a name it is about its only operation. */
  find(
    document: DocumentNode,
    operationName: string | null | undefined,
    variables: Readonly<Record<string, unknown>> | null | undefined,
  ): readonly Deprecation[] {
    if (!this.#isNeeded) return NONE
    const operations = this.#usesOf(document)
    const uses = operationName ? operations.get(operationName) : operations.values().next().value
    if (!uses) return NONE
    const given = uses.variables.flatMap(({ name, type }) => deprecatedIn(type, variables?.[name]))
    return given.length === 0 ? uses.written : distinct([...uses.written, ...given])
  }

  /** By the names of the operations. */
  #usesOf(document: DocumentNode): ReadonlyMap<string, Uses> {
    const known = this.#known.get(document)
    if (known) return known
    // Each with the fragments that it uses, and no others.
    const operations = Object.entries(separateOperations(document))
    const uses = new Map(operations.map(([name, operation]) => [name, usesIn(this.#schema, operation)]))
    this.#known.set(document, uses)
    return uses
  }
}

function usesIn(schema: GraphQLSchema, operation: DocumentNode): Uses {
  const written: Deprecation[] = []
  const variables: Uses['variables'][number][] = []
  const info = new TypeInfo(schema)
  const field = () => `${info.getParentType()?.name}.${info.getFieldDef()?.name}`
  const visitor = visitWithTypeInfo(info, {
    Field() {
      written.push(...deprecationOf(field(), info.getFieldDef()))
    },
    Argument({ name }) {
      const directive = info.getDirective()
      const owner = directive ? `@${directive.name}` : field()
      written.push(...deprecationOf(`${owner}(${name.value}:)`, info.getArgument()))
    },
    ObjectField({ name }) {
      const type = getNamedType(info.getParentInputType())
      const input = isInputObjectType(type) ? type.getFields()[name.value] : null
      written.push(...deprecationOf(`${type?.name}.${name.value}`, input))
    },
    EnumValue({ value }) {
      written.push(...deprecationOf(`${getNamedType(info.getInputType())?.name}.${value}`, info.getEnumValue()))
    },
    VariableDefinition({ variable }) {
      const type = info.getInputType()
      if (type && canHoldDeprecated(type)) variables.push({ name: variable.name.value, type })
    },
  })
  visit(operation, visitor)
  return { written: distinct(written), variables }
}
