import {
  type GraphQLArgument,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql'

/** Something in the schema that is going away. */
export interface Deprecation {
  /** As the specification of GraphQL writes them, e.g. `Customer.fullName`. */
  coordinate: string
  /** What to use instead. */
  reason: string
  /** The day from which it may be gone (YYYY-MM-DD); null when none is set. */
  sunset: string | null
}

type Deprecable = { deprecationReason?: string | null | undefined } | null | undefined

const SUNSET = /\bSunset (\d{4}-\d{2}-\d{2})\b/

/** None for what is not deprecated. */
export function deprecationOf(coordinate: string, element: Deprecable): readonly Deprecation[] {
  const reason = element?.deprecationReason
  return reason == null ? [] : [{ coordinate, reason, sunset: SUNSET.exec(reason)?.[1] ?? null }]
}

/** All that the schema calls deprecated. */
export function listDeprecations(schema: GraphQLSchema): readonly Deprecation[] {
  const ofArguments = (owner: string, args: readonly GraphQLArgument[]) =>
    args.flatMap((argument) => deprecationOf(`${owner}(${argument.name}:)`, argument))
  const inTypes = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (isEnumType(type)) return type.getValues().flatMap((value) => deprecationOf(`${type.name}.${value.name}`, value))
    if (isInputObjectType(type)) {
      return Object.values(type.getFields()).flatMap((field) => deprecationOf(`${type.name}.${field.name}`, field))
    }
    if (!isObjectType(type) && !isInterfaceType(type)) return []
    return Object.values(type.getFields()).flatMap((field) => {
      const coordinate = `${type.name}.${field.name}`
      return [...deprecationOf(coordinate, field), ...ofArguments(coordinate, field.args)]
    })
  })
  return [...inTypes, ...schema.getDirectives().flatMap(({ name, args }) => ofArguments(`@${name}`, args))]
}

/** Each coordinate once. */
export function distinct(deprecations: readonly Deprecation[]): readonly Deprecation[] {
  return [...new Map(deprecations.map((deprecation) => [deprecation.coordinate, deprecation])).values()]
}
