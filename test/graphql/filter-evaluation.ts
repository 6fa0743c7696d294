import fc from 'fast-check'

type Value = string | number | boolean | Date | null | readonly string[]
/** A row as the API's filters and orders name its fields. */
export type Entry = Readonly<Record<string, Value>> & { id: string }
export type Comparison = Readonly<Record<string, unknown>>
export interface Tree {
  AND?: readonly Tree[] | null
  OR?: readonly Tree[] | null
  NOT?: Tree | null
  [field: string]: unknown
}

/** Whether the filter lets the row through, by what its descriptions say and nothing else. */
export function matches(entry: Entry, { AND, OR, NOT, ...fields }: Tree): boolean {
  return (
    Object.entries(fields).every(
      ([field, given]) => given == null || meets(entry[field] ?? null, given as Comparison),
    ) &&
    (AND ?? []).every((part) => matches(entry, part)) &&
    (OR == null || OR.some((part) => matches(entry, part))) &&
    (NOT == null || !matches(entry, NOT))
  )
}

const comparators: Record<string, (value: Value, given: never) => boolean> = {
  eq: (value, given: Value) => value === given,
  in: (value, given: Value[]) => given.includes(value),
  notIn: (value, given: Value[]) => !given.includes(value),
  gte: (value, given: string) => value instanceof Date && value >= new Date(given),
  lt: (value, given: string) => value instanceof Date && value < new Date(given),
  isNull: (value, given: boolean) => (value === null) === given,
  has: (value, given: string) => Array.isArray(value) && value.includes(given),
}

function meets(value: Value, comparison: Comparison): boolean {
  return Object.entries(comparison).every(
    ([name, given]) => given == null || comparators[name]?.(value, given as never),
  )
}

/** The rows in the order of these fields and then of their ids; what is missing is the least. */
export function inOrder(entries: readonly Entry[], fields: readonly string[], direction: 'asc' | 'desc'): Entry[] {
  const sign = direction === 'asc' ? 1 : -1
  return entries.toSorted((one, other) => {
    for (const field of [...fields, 'uuid']) {
      const difference = rank(one[field] ?? null, other[field] ?? null)
      if (difference !== 0) return sign * difference
    }
    return 0
  })
}

function rank(one: Value, other: Value): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null)
  return one < other ? -1 : Number(one > other)
}

/** Filters of up to three levels, of these comparisons. */
export function anyFilter(comparisons: Readonly<Record<string, fc.Arbitrary<Comparison | null>>>): fc.Arbitrary<Tree> {
  const fields = fc.record(comparisons, { requiredKeys: [] })
  const few = fields.map((all) => Object.fromEntries(Object.entries(all).slice(0, 2)))
  const combine = (parts: fc.Arbitrary<Tree>) =>
    fc
      .tuple(
        few,
        fc.record(
          { AND: fc.array(parts, { maxLength: 2 }), OR: fc.array(parts, { maxLength: 2 }), NOT: parts },
          { requiredKeys: [] },
        ),
      )
      .map(([own, nested]) => ({ ...own, ...nested }))
  const leaf: fc.Arbitrary<Tree> = few
  return fc
    .oneof(
      { weight: 2, arbitrary: leaf },
      { weight: 3, arbitrary: combine(combine(leaf)) },
      { weight: 1, arbitrary: combine(combine(combine(leaf))) },
    )
    .filter((tree) => size(tree) <= 20)
}

function size({ AND, OR, NOT, ...fields }: Tree): number {
  const parts = [...(AND ?? []), ...(OR ?? []), ...(NOT ? [NOT] : [])]
  const own = Object.values(fields)
    .flatMap((given) => Object.values(given ?? {}))
    .filter((value) => value != null)
  return Math.max(
    1,
    parts.reduce((sum, part) => sum + size(part), own.length),
  )
}

/** Comparisons of a field that has these values. */
export function anyOf(values: readonly string[], isNullable = false): fc.Arbitrary<Comparison> {
  const value = fc.constantFrom(...values)
  const some = fc.uniqueArray(value, { maxLength: 4 })
  return fc.record(
    { eq: value, in: some, notIn: some, ...(isNullable && { isNull: fc.boolean() }) },
    { requiredKeys: [] },
  )
}

export function anyRange(times: readonly Date[], isNullable = false): fc.Arbitrary<Comparison> {
  const time = fc.constantFrom(...times).map((at) => at.toISOString())
  return fc.record({ gte: time, lt: time, ...(isNullable && { isNull: fc.boolean() }) }, { requiredKeys: [] })
}
