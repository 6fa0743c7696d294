import {
  type GraphQLInputType,
  type GraphQLNamedInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'
import { type Deprecation, deprecationOf } from './deprecations.ts'

/** Whether a value of this type can hold anything that is deprecated, however deep in it. */
export function canHoldDeprecated(type: GraphQLInputType, seen = new Set<GraphQLNamedInputType>()): boolean {
  const named = getNamedType(type)
  if (seen.has(named)) return false
  seen.add(named)
  if (isEnumType(named)) return named.getValues().some(({ deprecationReason }) => deprecationReason != null)
  if (!isInputObjectType(named)) return false
  return Object.values(named.getFields()).some(
    (field) => field.deprecationReason != null || canHoldDeprecated(field.type, seen),
  )
}

/** What is deprecated of a variable's value, which need not be of its type at all. */
export function deprecatedIn(type: GraphQLInputType, value: unknown): readonly Deprecation[] {
  if (value == null) return []
  if (isNonNullType(type)) return deprecatedIn(type.ofType, value)
  if (isListType(type)) {
    return Array.isArray(value)
      ? value.flatMap((entry) => deprecatedIn(type.ofType, entry))
      : deprecatedIn(type.ofType, value)
  }
  if (isEnumType(type)) return deprecationOf(`${type.name}.${value}`, type.getValue(String(value)))
  if (!isInputObjectType(type) || typeof value !== 'object') return []
  const given = value as Record<string, unknown>
  return Object.values(type.getFields()).flatMap((field) => {
    if (given[field.name] === undefined) return []
    return [...deprecationOf(`${type.name}.${field.name}`, field), ...deprecatedIn(field.type, given[field.name])]
  })
}
