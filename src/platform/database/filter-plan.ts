import type { ColumnType } from './column-types.ts'
import type { Condition } from './filters.ts'

/** How the rows of a list are come by that some conditions must hold for. */
export interface FilterPlan {
  scopeIds: readonly string[]
  /** A column whose values are read one by one, each along an index that is in the order of the list. */
  lead: Lead | null
  /** What remains to be checked of each row. */
  conditions: readonly Condition[]
  /** Whether what remains may hold for many rows or for few, so that the best way depends on the very values. */
  dependsOnValues: boolean
}

export interface Lead {
  column: string
  type: ColumnType
  values: readonly unknown[]
  /** Whether the values are read in each scope, or once for all of them. */
  inEachScope: boolean
}

/** Above this many places to read from, one look at each costs more than the order is worth. */
const MOST_LANES = 1_000

/** The first key of a list's order. */
interface FirstKey {
  column: string
  name: string
}

/** Chooses how to read a list of these scopes that begins with this key; null for what is only counted. */
export function planFilter(
  all: readonly Condition[],
  scopeIds: readonly string[],
  firstKey: FirstKey | null,
): FilterPlan {
  const chosen = all.filter(choosesScopes).reduce(chooseScopes, scopeIds)
  const rest = all.filter((condition) => !choosesScopes(condition))
  const leading = firstKey === null ? undefined : rest.find((one) => canLead(one, firstKey.name, chosen.length))
  const conditions = rest.filter((condition) => condition !== leading)
  return {
    scopeIds: chosen,
    lead: leading ? toLead(leading) : null,
    conditions,
    dependsOnValues: !conditions.every((condition) => isRangeOf(condition, firstKey?.column)),
  }
}

type ValuesCondition = Extract<Condition, { values: readonly unknown[] }>

function choosesScopes(condition: Condition): condition is ValuesCondition {
  return 'values' in condition && condition.column.isScope
}

function chooseScopes(ids: readonly string[], { operator, values }: ValuesCondition): readonly string[] {
  return ids.filter((id) => values.includes(id) === (operator === 'in'))
}

function canLead(condition: Condition, order: string, scopes: number): condition is ValuesCondition {
  if (!('values' in condition) || condition.operator !== 'in') return false
  const { lead } = condition.column
  if (!lead?.orders.includes(order)) return false
  return condition.values.length * (lead.after === 'scope' ? scopes : 1) <= MOST_LANES
}

function toLead({ column: { column, type, lead }, values }: ValuesCondition): Lead {
  return { column, type, values, inEachScope: lead?.after === 'scope' }
}

/** Whether the condition only bounds the stretch of the index in which the list lies. */
function isRangeOf(condition: Condition, column: string | undefined): boolean {
  return 'value' in condition && condition.column.column === column
}
