import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql'
import { MAX_PAGE_SIZE } from '#kernel/page.ts'
import { type Amount, largestOf, type Variables } from './amounts.ts'
import type { CostModel, FieldCost } from './cost-model.ts'
import { costOfArguments } from './input-cost.ts'
import { type PricedField, type PricedSelection, pricedSelection } from './priced-selection.ts'
import { introspectionWeights } from './weights.ts'

interface Sizes {
  /** Which fields of the object hold the list of the field that led here. */
  sizedFields: readonly string[]
  size: Amount
  /** Tells these sizes from others of the same selection. */
  key: string
}

const NO_SIZES: Sizes = { sizedFields: [], size: 1, key: '' }

/**
 * Turns selections into sums: what is selected twice under one response key counts once, as it is resolved once.
 * Conditions (@skip, @include) are decided by `isIncluded`, once and for all.
 */
export class CostCompiler {
  readonly #schema: GraphQLSchema
  readonly #model: CostModel
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly #isIncluded: (node: SelectionNode) => boolean
  /** Selections inside several types of one place are the same over and over. */
  readonly #known = new Map<string, PricedSelection | null>()
  readonly #numbers = new Map<SelectionSetNode, number>()

  constructor(
    schema: GraphQLSchema,
    model: CostModel,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    isIncluded: (node: SelectionNode) => boolean,
  ) {
    this.#schema = schema
    this.#model = model
    this.#fragments = fragments
    this.#isIncluded = isIncluded
  }

  /** The whole operation, and whether it asks for something that the schema says is free. */
  compileRoot(root: GraphQLObjectType, selection: SelectionSetNode) {
    const asked = new Map<string, FieldNode[]>()
    this.#collect(root, selection, asked, new Set())
    const isFree = [...asked.values()].some(([node]) => this.#isFree(root, node?.name.value ?? ''))
    return { selection: this.#compile(root.name, [selection]), isFree }
  }

  #isFree(root: GraphQLObjectType, name: string): boolean {
    const field = root.getFields()[name]
    if (!field) return false
    const { weight, isSpecial } = this.#model.of(field)
    return isSpecial && weight === 0
  }

  #compile(typeName: string, selections: readonly SelectionSetNode[], sizes: Sizes = NO_SIZES): PricedSelection | null {
    const key = `${typeName} ${sizes.key} ${selections.map((selection) => this.#numberOf(selection)).join()}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const type = this.#schema.getType(typeName)
    const types = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : isObjectType(type) ? [type] : []
    const compiled = pricedSelection(types.map((member) => this.#fieldsOf(member, selections, sizes)))
    this.#known.set(key, compiled)
    return compiled
  }

  #numberOf(selection: SelectionSetNode): number {
    const number = this.#numbers.get(selection) ?? this.#numbers.size
    this.#numbers.set(selection, number)
    return number
  }

  #fieldsOf(type: GraphQLObjectType, selections: readonly SelectionSetNode[], sizes: Sizes): readonly PricedField[] {
    const byKey = new Map<string, FieldNode[]>()
    for (const selection of selections) this.#collect(type, selection, byKey, new Set())
    return [...byKey].flatMap(([key, nodes]) => this.#priceField(type, key, nodes, sizes) ?? [])
  }

  #collect(
    type: GraphQLObjectType,
    { selections }: SelectionSetNode,
    byKey: Map<string, FieldNode[]>,
    visited: Set<string>,
  ): void {
    for (const node of selections) {
      if (!this.#isIncluded(node)) continue
      if (node.kind === Kind.FIELD) {
        const key = (node.alias ?? node.name).value
        byKey.set(key, [...(byKey.get(key) ?? []), node])
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        if (this.#applies(type, node.typeCondition?.name.value)) this.#collect(type, node.selectionSet, byKey, visited)
      } else if (!visited.has(node.name.value)) {
        visited.add(node.name.value)
        const fragment = this.#fragments.get(node.name.value)
        if (fragment && this.#applies(type, fragment.typeCondition.name.value)) {
          this.#collect(type, fragment.selectionSet, byKey, visited)
        }
      }
    }
  }

  #applies(type: GraphQLObjectType, condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true
    const wanted = this.#schema.getType(condition)
    return isAbstractType(wanted) && this.#schema.isSubType(wanted, type)
  }

  #priceField(type: GraphQLObjectType, key: string, nodes: readonly FieldNode[], sizes: Sizes): PricedField | null {
    const [node] = nodes as [FieldNode]
    const name = node.name.value
    const introspection = introspectionWeights[name]
    if (introspection !== undefined) return { key, inputs: 0, weight: introspection, size: 1, below: null }
    const field = type.getFields()[name]
    if (!field) return null
    const cost = this.#model.of(field)
    const inputs = costOfArguments(node, field)
    const target = getNamedType(field.type)
    const selected = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
    const below = isCompositeType(target)
      ? this.#compile(target.name, selected, this.#sizesBelow(`${type.name}.${name}`, node, cost))
      : null
    const { weight } = cost
    if (inputs === 0 && weight === 0 && !below) return null
    return {
      key,
      inputs,
      weight,
      size: sizes.sizedFields.includes(name) ? slicedSize(sizes, cost) : ownSize(cost),
      below,
    }
  }

  #sizesBelow(coordinate: string, node: FieldNode, { size }: FieldCost): Sizes {
    if (!size || !('slicingArguments' in size)) return NO_SIZES
    const given = (node.arguments ?? []).filter(({ name }) => size.slicingArguments.includes(name.value))
    const sizes = given.map(({ value }): Amount => {
      if (value.kind !== Kind.VARIABLE) return toSize(valueFromASTUntyped(value))
      return (variables: Variables) => toSize(variables[value.name.value])
    })
    return { sizedFields: size.sizedFields, size: largestOf(sizes), key: coordinate }
  }
}

function ownSize({ size }: FieldCost): number {
  return size && 'assumedSize' in size ? size.assumedSize : 1
}

/** A number that is too large makes a list that is refused. */
function slicedSize({ size }: Sizes, { size: own }: FieldCost): Amount {
  const most = own && 'assumedSize' in own ? own.assumedSize : MAX_PAGE_SIZE
  return typeof size === 'number' ? Math.min(size, most) : (variables) => Math.min(size(variables), most)
}

/** What is no number of entries makes a list that is refused. */
function toSize(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0
}
