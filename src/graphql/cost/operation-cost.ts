import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  valueFromASTUntyped,
  visit,
} from 'graphql'
import { amountOf, type Variables } from './amounts.ts'
import { CostCompiler } from './compile-cost.ts'
import type { CostModel } from './cost-model.ts'
import { costOfNothing, costOfObject, type PricedSelection } from './priced-selection.ts'

const LEAST = 1

interface Plan {
  /** Null when nothing of it costs anything. */
  selection: PricedSelection | null
  least: number
  /** The values of the variables on which the conditions of the document depend. */
  conditions: string
}

/**
 * What one operation costs, as a function of its variables: compiled once, with the conditions of the document
 * (@skip, @include) compiled in for the values that they had last.
 */
export class OperationCost {
  readonly #schema: GraphQLSchema
  readonly #model: CostModel
  readonly #operation: OperationDefinitionNode
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly #defaults: Variables
  readonly #conditions: readonly string[]
  #plan: Plan | undefined

  constructor(schema: GraphQLSchema, model: CostModel, document: DocumentNode, operation: OperationDefinitionNode) {
    this.#schema = schema
    this.#model = model
    this.#operation = operation
    const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
    this.#defaults = defaultsOf(operation)
    this.#conditions = conditionsOf(document)
  }

  /** In whole points, at most. */
  requested(given: Variables): number {
    const variables = this.#complete(given)
    const { selection, least } = this.#planFor(variables)
    return Math.max(least, Math.ceil(selection ? amountOf(selection.most, variables) : 0))
  }

  /** In whole points, by what the answer holds: undefined when nothing has been executed. */
  actual(given: Variables, data: Readonly<Record<string, unknown>> | null | undefined): number {
    const variables = this.#complete(given)
    const { selection, least } = this.#planFor(variables)
    if (!selection || data === undefined) return least
    const cost = data === null ? costOfNothing(selection, variables) : costOfObject(selection, data, variables)
    return Math.max(least, Math.ceil(cost))
  }

  #complete(given: Variables): Variables {
    return Object.keys(this.#defaults).length === 0 ? given : { ...this.#defaults, ...given }
  }

  #planFor(variables: Variables): Plan {
    const conditions = this.#conditions.map((name) => (variables[name] === true ? 1 : 0)).join('')
    if (this.#plan?.conditions === conditions) return this.#plan
    this.#plan = { ...this.#compile(variables), conditions }
    return this.#plan
  }

  #compile(variables: Variables) {
    const { operation, selectionSet } = this.#operation
    const root = this.#schema.getRootType(operation)
    if (!root) return { selection: null, least: LEAST }
    const isIncluded = (node: SelectionNode) => includes(node, variables)
    const compiler = new CostCompiler(this.#schema, this.#model, this.#fragments, isIncluded)
    const { selection, isFree } = compiler.compileRoot(root, selectionSet)
    return { selection, least: isFree ? 0 : LEAST }
  }
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Variables {
  const withDefault = variableDefinitions.flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const] : [],
  )
  return Object.fromEntries(withDefault)
}

/** The variables on which it depends what is selected. */
function conditionsOf(document: DocumentNode): readonly string[] {
  const names = new Set<string>()
  visit(document, {
    Directive({ name, arguments: given = [] }) {
      if (!(name.value in OMITTED_WHEN)) return
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  })
  return [...names]
}

/** For which value of its condition each directive leaves out what it stands at. */
const OMITTED_WHEN: Readonly<Record<string, boolean>> = { skip: true, include: false }

function includes({ directives = [] }: SelectionNode, variables: Variables): boolean {
  return directives.every(({ name, arguments: given = [] }) => {
    const omittedWhen = OMITTED_WHEN[name.value]
    const value = given.find((argument) => argument.name.value === 'if')?.value
    if (omittedWhen === undefined || !value) return true
    const condition = value.kind === Kind.VARIABLE ? variables[value.name.value] : valueFromASTUntyped(value)
    return (condition === true) !== omittedWhen
  })
}
