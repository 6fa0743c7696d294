import {
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  Kind,
  type ValueNode,
} from 'graphql'
import { type Amount, sumOf } from './amounts.ts'
import { weightOfInput } from './cost-model.ts'

type Input = GraphQLArgument | GraphQLInputField

/** What is given to the field: each argument and input field, each entry of a list, whatever is not null. */
export function costOfArguments(node: FieldNode, field: GraphQLField<unknown, unknown>): Amount {
  return sumOf(
    (node.arguments ?? []).map(({ name, value }) => {
      const argument = field.args.find((candidate) => candidate.name === name.value)
      return argument && canCost(argument) ? costOfNode(argument, value) : 0
    }),
  )
}

/** An input object costs something wherever it is given, scalars only where the schema says so. */
function canCost(input: Input): boolean {
  return weightOfInput(input) !== 0 || isInputObjectType(getNamedType(input.type))
}

function costOfNode(input: Input, value: ValueNode): Amount {
  if (value.kind === Kind.NULL) return 0
  if (value.kind === Kind.LIST) return sumOf(value.values.map((entry) => costOfNode(input, entry)))
  if (value.kind !== Kind.VARIABLE) return sumOf([weightOfInput(input), contentOfNode(input.type, value)])
  const { name } = value
  return (variables) => costOfValue(input, variables[name.value])
}

function contentOfNode(type: GraphQLInputType, value: ValueNode): Amount {
  const target = getNamedType(type)
  if (!isInputObjectType(target) || value.kind !== Kind.OBJECT) return 0
  const fields = target.getFields()
  return sumOf(
    value.fields.map((given) => {
      const field = fields[given.name.value]
      return field ? costOfNode(field, given.value) : 0
    }),
  )
}

/** The same for values, as variables have them; what is not as its type wants is refused later. */
function costOfValue(input: Input, value: unknown): number {
  if (value === null || value === undefined) return 0
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + costOfValue(input, entry), 0)
  return weightOfInput(input) + contentOfValue(input.type, value)
}

function contentOfValue(type: GraphQLInputType, value: unknown): number {
  const target = getNamedType(type)
  if (!isInputObjectType(target) || typeof value !== 'object' || value === null) return 0
  const fields = target.getFields()
  return Object.entries(value).reduce((sum, [name, entry]) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    return field ? sum + costOfValue(field, entry) : sum
  }, 0)
}
