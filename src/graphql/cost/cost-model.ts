import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
} from 'graphql'
import { weights } from './weights.ts'

type Field = GraphQLField<unknown, unknown>

/** What one field costs, and what bounds its list. */
export interface FieldCost {
  weight: number
  /** Whether the weight is another than the kind of the field has by itself: then the schema prints it. */
  isSpecial: boolean
  size: ListSize | null
}

/**
 * At most so many entries; or as many as an argument says, in these fields of the object that the field leads to: no
 * more than they can have themselves.
 */
export type ListSize = { readonly assumedSize: number } | SlicedLists

export interface SlicedLists {
  readonly slicingArguments: readonly string[]
  readonly sizedFields: readonly string[]
}

/** Pages of lists: the suffix is Relay's, and reserved. */
const CONNECTION = /Connection$/
const PAGE: ListSize = { slicingArguments: ['first', 'last'], sizedFields: ['edges', 'nodes'] }

/** The costs of all fields of a schema. Refuses a schema in which the length of a list of objects is not known. */
export class CostModel {
  readonly #fields = new Map<Field, FieldCost>()

  constructor(schema: GraphQLSchema) {
    for (const type of Object.values(schema.getTypeMap())) {
      if (isIntrospectionType(type) || !(isObjectType(type) || isInterfaceType(type))) continue
      for (const field of Object.values(type.getFields())) {
        const coordinate = `${type.name}.${field.name}`
        this.#fields.set(field, costOf(field, { coordinate, schema }))
      }
    }
  }

  of(field: Field): FieldCost {
    const cost = this.#fields.get(field)
    if (!cost) throw new Error(`${field.name} is no field of the schema`)
    return cost
  }
}

/** What giving an argument or input field costs besides what is in it. */
export function weightOfInput(input: GraphQLArgument | GraphQLInputField): number {
  return optionsOf(input).cost ?? (isInputObjectType(getNamedType(input.type)) ? 1 : 0)
}

/** Whether the schema prints the weight. */
export function hasSpecialWeight(input: GraphQLArgument | GraphQLInputField): boolean {
  return optionsOf(input).cost !== undefined
}

/** The options that the field was built with; see directives.ts. */
function optionsOf(element: { extensions: Readonly<Record<string, unknown>> }) {
  return (element.extensions.pothosOptions ?? {}) as { cost?: number; listSize?: number | SlicedLists }
}

interface Place {
  coordinate: string
  schema: GraphQLSchema
}

function costOf(field: Field, place: Place): FieldCost {
  const special = optionsOf(field).cost ?? weightOfKind(field, place)
  const weight = special ?? (isCompositeType(getNamedType(field.type)) ? 1 : 0)
  return { weight, isSpecial: special !== undefined, size: sizeOf(field, place) }
}

function weightOfKind(field: Field, { coordinate, schema }: Place): number | undefined {
  const [type = ''] = coordinate.split('.')
  if (type === schema.getMutationType()?.name) return weights.mutation
  if (CONNECTION.test(type) && field.name === 'totalCount') return weights.totalCount
  const isRootConnection = type === schema.getQueryType()?.name && CONNECTION.test(getNamedType(field.type).name)
  return isRootConnection ? weights.rootConnection : undefined
}

function sizeOf(field: Field, { coordinate }: Place): ListSize | null {
  const target = getNamedType(field.type)
  if (CONNECTION.test(target.name)) return PAGE
  const { listSize } = optionsOf(field)
  if (typeof listSize === 'object') return listSize
  if (!isListType(getNullableType(field.type)) || !isCompositeType(target)) return null
  if (listSize !== undefined) return { assumedSize: listSize }
  const [type = '', name = ''] = coordinate.split('.')
  if (CONNECTION.test(type) && (name === 'edges' || name === 'nodes')) return null
  throw new Error(`${coordinate} is a list of objects: its option listSize has to say how many there are at most`)
}
