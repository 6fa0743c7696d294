import {
  type GraphQLField,
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
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
  return `${head} { ${field.name}${passed && `(${passed})`} ${selectionOf(getNamedType(field.type))} }`
}

function selectionOf(type: GraphQLNamedOutputType): string {
  if (isLeafType(type)) return ''
  if (isUnionType(type)) return `{ __typename ${type.getTypes().map(selectionOfMember).join(' ')} }`
  const nodes = isObjectType(type) ? type.getFields().nodes : undefined
  return nodes ? `{ nodes { ${idsOf(getNamedType(nodes.type), isPlace)} } }` : `{ ${idsOf(type, isPlace)} }`
}

/** The code of a refusal, the ids in a message of a stream; nothing of a payload. */
function selectionOfMember(member: GraphQLObjectType): string {
  const implemented = member.getInterfaces().map(({ name }) => name)
  if (implemented.includes('UserError')) return `... on ${member.name} { code }`
  return implemented.includes('StreamMessage') ? `... on ${member.name} { ${idsOf(member, isObjectType)} }` : ''
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
