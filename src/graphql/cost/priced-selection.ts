import { type Amount, amountOf, largestOf, sumOf, type Variables } from './amounts.ts'

/** What is selected in one place and costs anything: of each type that an object there can have. */
export interface PricedSelection {
  readonly alternatives: readonly (readonly PricedField[])[]
  /** What one object costs at most. */
  readonly most: Amount
  /** What one object costs always, when there is nothing below that could be missing. */
  readonly always: number | null
}

export interface PricedField {
  /** Under which it is answered. */
  readonly key: string
  /** What is given to it; counts once. */
  readonly inputs: Amount
  /** Of its value, or of each entry of its list. */
  readonly weight: number
  /** How many values it has at most. */
  readonly size: Amount
  /** Null when nothing below costs anything. */
  readonly below: PricedSelection | null
}

/** Null when nothing of it costs anything. */
export function pricedSelection(alternatives: readonly (readonly PricedField[])[]): PricedSelection | null {
  const priced = alternatives.filter((fields) => fields.length > 0)
  if (priced.length === 0) return null
  const most = largestOf(priced.map((fields) => sumOf(fields.map(mostOf))))
  const isEven = alternatives.length === 1 && priced.every((fields) => fields.every(isSingle))
  return { alternatives: priced, most, always: isEven && typeof most === 'number' ? most : null }
}

function isSingle({ size, below }: PricedField): boolean {
  return size === 1 && below === null
}

function mostOf({ inputs, weight, size, below }: PricedField): Amount {
  const each = sumOf([weight, below?.most ?? 0])
  if (typeof size === 'number' && typeof each === 'number') return sumOf([inputs, size * each])
  return (variables) => amountOf(inputs, variables) + amountOf(size, variables) * amountOf(each, variables)
}

/**
 * What an object of an answer has cost, by the lengths of its lists: the analysis of a response, as the IBM
 * specification calls it (5.1.3). An answer does not always tell its types: the dearest that it may have counts.
 */
export function costOfObject(
  { alternatives, always }: PricedSelection,
  object: Readonly<Record<string, unknown>>,
  variables: Variables,
): number {
  if (always !== null) return always
  let dearest = 0
  for (const fields of alternatives) {
    let sum = 0
    for (const field of fields) {
      const value = object[field.key]
      // Undefined when it is a field of another type.
      if (value !== undefined) sum += costOfField(field, value, variables)
    }
    if (sum > dearest) dearest = sum
  }
  return dearest
}

/** What the fields of the root have cost when the answer holds nothing of them. */
export function costOfNothing({ alternatives }: PricedSelection, variables: Variables): number {
  const [fields = []] = alternatives
  return fields.reduce((sum, field) => sum + costOfField(field, null, variables), 0)
}

function costOfField(field: PricedField, value: unknown, variables: Variables): number {
  const { inputs, weight, below } = field
  return (
    amountOf(inputs, variables) +
    (Array.isArray(value) ? costOfEntries(field, value, variables) : weight + costBelow(below, value, variables))
  )
}

function costOfEntries({ weight, below }: PricedField, entries: readonly unknown[], variables: Variables): number {
  if (below === null) return entries.length * weight
  let sum = entries.length * weight
  for (const entry of entries) sum += costBelow(below, entry, variables)
  return sum
}

function costBelow(below: PricedSelection | null, value: unknown, variables: Variables): number {
  return below === null || value === null ? 0 : costOfObject(below, value as Record<string, unknown>, variables)
}
