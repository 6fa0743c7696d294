import {
  type GraphQLField,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
  isUnionType,
  OperationTypeNode,
} from 'graphql'
import { mutationOptions } from '#graphql/mutation-options.ts'

type Field = GraphQLField<unknown, unknown>

/** A field of the root. */
export interface RootField {
  kind: OperationTypeNode
  field: Field
}

const KINDS = [OperationTypeNode.QUERY, OperationTypeNode.MUTATION, OperationTypeNode.SUBSCRIPTION]

/** Whatever the audience can ask for, sorted. */
export function rootFieldsOf(schema: GraphQLSchema): RootField[] {
  return KINDS.flatMap((kind) =>
    Object.values(schema.getRootType(kind)?.getFields() ?? {})
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((field) => ({ kind, field })),
  )
}

/** The operation that asks for this field with these arguments, and selects ids. Mutations change nothing. */
export function documentOf(schema: GraphQLSchema, { kind, field }: RootField, names: readonly string[]): string {
  const given = field.args.filter(({ name }) => names.includes(name))
  const declared = given.map(({ name, type }) => `$${name}: ${type}`).join(', ')
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ')
  const isTriedOut = kind === OperationTypeNode.MUTATION && !mutationOptions(schema, field.name).ownTransactions
  const head = `${kind}${declared && ` (${declared})`}${isTriedOut ? ' @dryRun' : ''}`
  return `${head} { ${field.name}${passed && `(${passed})`} ${selectionOf(schema, getNamedType(field.type))} }`
}

function selectionOf(schema: GraphQLSchema, type: GraphQLNamedOutputType): string {
  if (isLeafType(type)) return ''
  if (isUnionType(type) || isInterfaceType(type)) {
    const members = schema.getPossibleTypes(type)
    const messages = members.filter((member) => member.getInterfaces().some(({ name }) => name === 'StreamMessage'))
    const refuses = members.some((member) => member.getInterfaces().some(({ name }) => name === 'UserError'))
    return `{ __typename${refuses ? ' ... on UserError { code }' : ''}${messages.map((member) => ` ... on ${member.name} { ${idsOf(member, isObjectType)} }`).join('')} }`
  }
  const nodes = type.getFields().nodes
  const node = nodes && getNamedType(nodes.type)
  if (isObjectType(node)) return `{ nodes { ${idsOf(node, isPlace)} } }`
  return `{ ${idsOf(type, isPlace)} }`
}

function isPlace({ name }: GraphQLNamedOutputType): boolean {
  return name === 'Station' || name === 'Organization'
}

/** The ids of a thing itself, and those of what hangs on it and matches. */
function idsOf(type: GraphQLNamedOutputType, matches: (type: GraphQLNamedOutputType) => boolean): string {
  const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : []
  const selected = fields.flatMap(({ name, type: of, args }) => {
    const target = getNamedType(of)
    if (args.some((argument) => isNonNullType(argument.type))) return []
    if (target.name === 'ID') return [name]
    return isObjectType(target) && target.getFields().id && matches(target) ? [`${name} { id }`] : []
  })
  return ['__typename', ...selected].join(' ')
}
