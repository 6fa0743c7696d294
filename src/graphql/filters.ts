import type { EnumRef, InputFieldBuilder, InputFieldMap, InputShapeFromFields, SchemaTypes } from '@pothos/core'
import { BadInputError } from '#kernel/errors.ts'
import { builder } from './builder.ts'
import { findIds, type IdKind } from './ids.ts'

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T extends SchemaTypes> ? T : never
type Given<Value> = Value | null | undefined

/** A filter as it arrives: comparisons of fields, and filters in filters. */
export type FilterInput<Fields> = Fields & {
  AND?: Given<FilterInput<Fields>[]>
  OR?: Given<FilterInput<Fields>[]>
  NOT?: Given<FilterInput<Fields>>
}

const MAX_DEPTH = 3
const MAX_CONDITIONS = 20
const BOUNDS = `at most ${MAX_DEPTH} levels deep and ${MAX_CONDITIONS} comparisons in all`

/** The filter of a list: all fields that are given must hold, besides what AND, OR and NOT combine. */
export function filterType<Fields extends InputFieldMap>(
  name: string,
  description: string,
  fields: (t: InputFieldBuilder<Types, 'InputObject'>) => Fields,
) {
  const ref = builder.inputRef<FilterInput<InputShapeFromFields<Fields>>>(name)
  return ref.implement({
    description: `${description} All that is given must hold; ${BOUNDS}.`,
    fields: (t) =>
      ({
        ...fields(t),
        AND: t.field({ type: [ref], description: 'All of these must hold.' }),
        OR: t.field({ type: [ref], description: 'One of these must hold; nothing matches an empty list.' }),
        NOT: t.field({ type: ref, description: 'This must not hold.' }),
      }) as never,
  })
}

export const IdFilter = builder.inputType('IdFilter', {
  description: 'Compares an id. All that is given must hold.',
  fields: (t) => ({
    eq: t.id({ description: 'This one.' }),
    in: t.idList({ description: 'One of these, at most 100.' }),
    notIn: t.idList({ description: 'None of these, at most 100.' }),
  }),
})

export const NullableIdFilter = builder.inputType('NullableIdFilter', {
  description: 'Compares an id that may be missing. All that is given must hold.',
  fields: (t) => ({
    eq: t.id({ description: 'This one.' }),
    in: t.idList({ description: 'One of these, at most 100.' }),
    notIn: t.idList({ description: 'None of these, at most 100, or missing.' }),
    isNull: t.boolean({ description: 'Whether it is missing.' }),
  }),
})

export const DateTimeFilter = builder.inputType('DateTimeFilter', {
  description: 'A stretch of time, half open. What is left out does not bound.',
  fields: (t) => ({
    gte: t.field({ type: 'DateTime', description: 'At this time or later.' }),
    lt: t.field({ type: 'DateTime', description: 'Before this time.' }),
  }),
})

export const NullableDateTimeFilter = builder.inputType('NullableDateTimeFilter', {
  description: 'A stretch of time, half open, of something that may never have happened.',
  fields: (t) => ({
    gte: t.field({ type: 'DateTime', description: 'At this time or later.' }),
    lt: t.field({ type: 'DateTime', description: 'Before this time.' }),
    isNull: t.boolean({ description: 'Whether it has never happened.' }),
  }),
})

export const BooleanFilter = builder.inputType('BooleanFilter', {
  description: 'Compares what is true or false.',
  fields: (t) => ({ eq: t.boolean({ description: 'This.' }) }),
})

export const TextFilter = builder.inputType('TextFilter', {
  description: 'Compares a text, to the letter. All that is given must hold.',
  fields: (t) => ({
    eq: t.string({ description: 'This one.' }),
    in: t.stringList({ description: 'One of these, at most 100.' }),
    notIn: t.stringList({ description: 'None of these, at most 100.' }),
  }),
})

export const TagsFilter = builder.inputType('TagsFilter', {
  description: 'Looks into a list of words.',
  fields: (t) => ({ has: t.string({ description: 'With exactly this one among them.' }) }),
})

/** The comparisons of an enum, named after it. */
export function enumFilter<Value extends string>(name: string, type: EnumRef<Types, Value>) {
  return builder.inputType(`${name}Filter`, {
    description: `Compares a ${name}. All that is given must hold.`,
    fields: (t) => ({
      eq: t.field({ type, description: 'This one.' }),
      in: t.field({ type: [type], description: 'One of these.' }),
      notIn: t.field({ type: [type], description: 'None of these.' }),
    }),
  })
}

type IdComparison = typeof NullableIdFilter.$inferInput

/** Turns the comparison of public ids into one of UUIDs; an id of another kind is no id of anything. */
export function compareIds(kind: IdKind) {
  return compareFound((ids) => findIds(kind, ids))
}

/** The same for ids of several kinds: what is compared is what is found for them. */
export function compareFound<Found>(find: (ids: readonly string[]) => readonly Found[]) {
  return ({ eq, in: ids, notIn, isNull }: IdComparison) => {
    const wanted = eq == null ? ids : [eq].filter((id) => ids == null || ids.includes(id))
    return { in: wanted && find(wanted), notIn: notIn && find(notIn), isNull }
  }
}

type Readers<Fields> = { [Name in keyof Fields]?: (given: NonNullable<Fields[Name]>) => unknown }
type Read<Fields, By extends Readers<Fields>> = FilterInput<{
  [Name in keyof Fields]?: Given<
    By[Name] extends (given: never) => infer Value ? Value : Fields[Name] extends Given<infer Value> ? Value : never
  >
}>

/**
 * The filter with its values as stores compare them: fields with a reader go through it. Refuses filters that are too
 * deep or too large.
 */
export function readFilter<Fields extends object, By extends Readers<Fields>>(
  filter: Given<FilterInput<Fields>>,
  readers: By,
): Read<Fields, By> | null {
  if (filter == null) return null
  requireBounds(filter)
  return mapFields(filter as Tree, readers as Record<string, (given: unknown) => unknown>) as never
}

/** Whether the filter compares this field anywhere. */
export function comparesField(filter: Given<object>, field: string): boolean {
  if (filter == null) return false
  const { AND, OR, NOT, ...fields } = filter as Tree
  return fields[field] != null || [...(AND ?? []), ...(OR ?? []), NOT].some((part) => comparesField(part, field))
}

interface Tree {
  AND?: Given<Tree[]>
  OR?: Given<Tree[]>
  NOT?: Given<Tree>
  [field: string]: unknown
}

function mapFields({ AND, OR, NOT, ...fields }: Tree, readers: Record<string, (given: unknown) => unknown>): Tree {
  const read = ([name, given]: [string, unknown]) => {
    const reader = readers[name]
    return [name, given == null || reader === undefined ? given : reader(given)]
  }
  const map = (part: Tree) => mapFields(part, readers)
  return {
    ...Object.fromEntries(Object.entries(fields).map(read)),
    AND: AND?.map(map),
    OR: OR?.map(map),
    NOT: NOT && map(NOT),
  }
}

function requireBounds(filter: object): void {
  const { depth, comparisons } = measure(filter as Tree)
  if (depth > MAX_DEPTH) throw new BadInputError(`A filter must be at most ${MAX_DEPTH} levels deep.`)
  if (comparisons > MAX_CONDITIONS) {
    throw new BadInputError(`A filter must have at most ${MAX_CONDITIONS} comparisons in all, not ${comparisons}.`)
  }
}

/** How deep filters lie in the filter, and how many comparisons it has; an empty one counts as a comparison. */
function measure({ AND, OR, NOT, ...fields }: Tree): { depth: number; comparisons: number } {
  const parts = [...(AND ?? []), ...(OR ?? []), ...(NOT ? [NOT] : [])].map(measure)
  const own = Object.values(fields).reduce((sum: number, given) => sum + countComparisons(given), 0)
  return {
    depth: Math.max(0, ...parts.map(({ depth }) => depth + 1)),
    comparisons: Math.max(
      1,
      parts.reduce((sum, { comparisons }) => sum + comparisons, own),
    ),
  }
}

function countComparisons(given: unknown): number {
  if (given == null) return 0
  return typeof given === 'object' ? Object.values(given).filter((value) => value != null).length : 1
}
