import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql'
import '#domains/domains.ts'
import { buildSchema } from '#graphql/schema.ts'

type Field = GraphQLField<unknown, unknown>

/** Something in the schema that has a name and a description. */
export interface SchemaElement {
  /** Its coordinate, as the specification of GraphQL writes them. */
  coordinate: string
  description: string | null | undefined
  element: GraphQLNamedType | Field | GraphQLInputField | GraphQLArgument | { name: string }
}

/** Whatever the audience. */
export const schema: GraphQLSchema = buildSchema('all')

export const types: readonly GraphQLNamedType[] = typesOf(schema)

export const elements: readonly SchemaElement[] = elementsOf(schema)

function typesOf(schema: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
}

/** Types, fields, arguments, input fields and enum values of our own. */
export function elementsOf(schema: GraphQLSchema): SchemaElement[] {
  return typesOf(schema).flatMap((type) => [describe(type.name, type), ...membersOf(type)])
}

function membersOf(type: GraphQLNamedType): SchemaElement[] {
  if (isEnumType(type)) return type.getValues().map((value) => describe(`${type.name}.${value.name}`, value))
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => describe(`${type.name}.${field.name}`, field))
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return []
  return Object.values(type.getFields()).flatMap((field) => {
    const coordinate = `${type.name}.${field.name}`
    return [
      describe(coordinate, field),
      ...field.args.map((argument) => describe(`${coordinate}(${argument.name}:)`, argument)),
    ]
  })
}

function describe(
  coordinate: string,
  element: SchemaElement['element'] & { description?: string | null | undefined },
): SchemaElement {
  return { coordinate, description: element.description, element }
}
