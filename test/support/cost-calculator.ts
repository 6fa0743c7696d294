import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type FieldNode,
  type InputValueDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  type TypeNode,
  type ValueNode,
} from 'graphql'

type Values = Readonly<Record<string, unknown>>

/**
 * What a client can know: the cost of an operation, reckoned from the printed schema and nothing else, as the
 * descriptions of its directives say. Shares no code with the gateway.
 */
export class CostCalculator {
  readonly #types: ReadonlyMap<string, DefinitionNode>

  constructor(sdl: string) {
    const named = parse(sdl).definitions.flatMap((node) =>
      'name' in node && node.name ? [[node.name.value, node] as const] : [],
    )
    this.#types = new Map(named.filter(([, { kind }]) => kind !== Kind.DIRECTIVE_DEFINITION))
  }

  cost(text: string, variables: Values = {}): number {
    const document = parse(text)
    const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
    if (!operation) throw new Error('the document has no operation')
    const reckoning = new Reckoning(this.#types, document.definitions, withDefaults(operation, variables))
    return reckoning.operation(operation)
  }
}

function withDefaults({ variableDefinitions = [] }: OperationDefinitionNode, given: Values): Values {
  const defaults = variableDefinitions.map(({ variable, defaultValue }) => [
    variable.name.value,
    defaultValue && literal(defaultValue, {}),
  ])
  return { ...Object.fromEntries(defaults), ...given }
}

/** The value as JSON, with the variables put in. */
function literal(node: ValueNode, variables: Values): unknown {
  switch (node.kind) {
    case Kind.VARIABLE:
      return variables[node.name.value]
    case Kind.NULL:
      return null
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value)
    case Kind.LIST:
      return node.values.map((value) => literal(value, variables))
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, literal(value, variables)]))
    default:
      return node.value
  }
}

const INTROSPECTION: Readonly<Record<string, number>> = { __schema: 50, __type: 5 }

class Reckoning {
  readonly #types: ReadonlyMap<string, DefinitionNode>
  readonly #fragments: ReadonlyMap<
    string,
    { typeCondition: { name: { value: string } }; selectionSet: SelectionSetNode }
  >
  readonly #variables: Values

  constructor(types: ReadonlyMap<string, DefinitionNode>, definitions: readonly DefinitionNode[], variables: Values) {
    this.#types = types
    this.#variables = variables
    const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
    this.#fragments = new Map(fragments.map((node) => [node.name.value, node]))
  }

  operation({ operation, selectionSet }: OperationDefinitionNode): number {
    const root = `${operation[0]?.toUpperCase()}${operation.slice(1)}`
    const cost = Math.ceil(this.#object(root, [selectionSet], null))
    const asked = this.#selected(root, selectionSet).map(({ name }) => this.#fieldsOf(root).get(name.value))
    const isFree = asked.some((field) => field && directive(field, 'cost')?.weight === '0')
    return isFree ? cost : Math.max(1, cost)
  }

  /** Of the types that can stand there, the dearest. */
  #anyObject(typeName: string, selections: readonly SelectionSetNode[], pages: Pages): number {
    return Math.max(0, ...this.#membersOf(typeName).map((member) => this.#object(member, selections, pages)))
  }

  #object(typeName: string, selections: readonly SelectionSetNode[], pages: Pages): number {
    const byKey = Map.groupBy(
      selections.flatMap((selection) => this.#selected(typeName, selection)),
      ({ alias, name }) => (alias ?? name).value,
    )
    let sum = 0
    for (const nodes of byKey.values()) sum += this.#field(typeName, nodes, pages)
    return sum
  }

  #field(typeName: string, nodes: readonly FieldNode[], pages: Pages): number {
    const [node] = nodes
    const name = node?.name.value ?? ''
    if (name in INTROSPECTION) return INTROSPECTION[name] ?? 0
    const field = this.#fieldsOf(typeName).get(name)
    if (!node || !field) return 0
    const given = new Map(
      (node.arguments ?? []).map((argument) => [argument.name.value, literal(argument.value, this.#variables)]),
    )
    const inputs = (field.arguments ?? []).map((argument) => this.#input(argument, given.get(argument.name.value)))
    const listSize = directive(field, 'listSize')
    const ownSize = listSize?.assumedSize as number | undefined
    const count = pages?.fields.includes(name) ? Math.min(pages.count, ownSize ?? 100) : (ownSize ?? 1)
    const selections = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
    const below = this.#isObject(field.type)
      ? this.#anyObject(nameOf(field.type), selections, pagesOf(listSize, given))
      : 0
    return inputs.reduce((sum, cost) => sum + cost, 0) + count * (this.#weight(field) + below)
  }

  #weight(node: FieldDefinitionNode | InputValueDefinitionNode): number {
    const weight = directive(node, 'cost')?.weight
    return weight === undefined ? Number(this.#isObject(node.type)) : Number(weight)
  }

  /** What is given for an argument or an input field, with all that is in it. */
  #input(node: InputValueDefinitionNode, value: unknown): number {
    if (value === null || value === undefined) return 0
    if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + this.#input(node, entry), 0)
    return this.#weight(node) + this.#content(nameOf(node.type), value)
  }

  #content(typeName: string, value: unknown): number {
    const type = this.#types.get(typeName)
    if (type?.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION) return 0
    const given = value as Values
    return (type.fields ?? []).reduce((sum, field) => sum + this.#input(field, given[field.name.value]), 0)
  }

  /** The fields that are selected of an object of this type, fragments written out. */
  #selected(typeName: string, { selections }: SelectionSetNode): readonly FieldNode[] {
    return selections.flatMap((node): readonly FieldNode[] => {
      if (!this.#isWanted(node)) return []
      if (node.kind === Kind.FIELD) return [node]
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(node.name.value) : node
      const condition = fragment?.typeCondition?.name.value ?? typeName
      if (!fragment || !this.#membersOf(condition).includes(typeName)) return []
      return this.#selected(typeName, fragment.selectionSet)
    })
  }

  #isWanted({ directives = [] }: SelectionNode): boolean {
    return directives.every(({ name, arguments: given = [] }) => {
      const condition = given[0] && literal(given[0].value, this.#variables)
      return name.value === 'skip' ? !condition : name.value === 'include' ? condition === true : true
    })
  }

  #fieldsOf(typeName: string): ReadonlyMap<string, FieldDefinitionNode> {
    const type = this.#types.get(typeName)
    const fields = type?.kind === Kind.OBJECT_TYPE_DEFINITION ? (type.fields ?? []) : []
    return new Map(fields.map((field) => [field.name.value, field]))
  }

  #isObject(type: TypeNode): boolean {
    const kind = this.#types.get(nameOf(type))?.kind
    return kind !== undefined && kind !== Kind.SCALAR_TYPE_DEFINITION && kind !== Kind.ENUM_TYPE_DEFINITION
  }

  /** The object types that are, or can stand for, the type. */
  #membersOf(typeName: string): readonly string[] {
    const type = this.#types.get(typeName)
    if (type?.kind === Kind.UNION_TYPE_DEFINITION) return (type.types ?? []).map(({ name }) => name.value)
    if (type?.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [typeName]
    return [...this.#types].flatMap(([name, node]) =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION && node.interfaces?.some((declared) => declared.name.value === typeName)
        ? [name]
        : [],
    )
  }
}

/** How long the lists in the fields of a connection are. */
type Pages = { fields: readonly string[]; count: number } | null

function pagesOf(listSize: Values | undefined, given: ReadonlyMap<string, unknown>): Pages {
  if (!listSize?.sizedFields) return null
  const sizes = (listSize.slicingArguments as string[]).map((name) => given.get(name))
  const largest = Math.max(0, ...sizes.filter((size) => typeof size === 'number'))
  return { fields: listSize.sizedFields as string[], count: largest }
}

function directive(node: { directives?: readonly ConstDirectiveNode[] | undefined }, name: string): Values | undefined {
  const found = node.directives?.find((candidate) => candidate.name.value === name)
  return (
    found &&
    Object.fromEntries((found.arguments ?? []).map((argument) => [argument.name.value, literal(argument.value, {})]))
  )
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type)
}
