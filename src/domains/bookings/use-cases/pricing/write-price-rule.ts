import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { requireAt } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { StationFacts } from '#platform/stations.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { PriceRuleEvent } from '../../events.ts'
import { beginBookVersion, type RuleInsert } from '../../store/pricing/price-book-writes.ts'
import type { RuleRow } from '../../store/pricing/price-rows.ts'
import type { RuleReads } from '../../store/pricing/price-rule-reads.ts'
import { appendPriceEvent } from './append-price-event.ts'

const PERMISSION = 'bookings:price:manage'

/** How the rules of one sort are checked, read and written. */
export interface RuleSort<Fields extends object, Row extends RuleRow & Fields> {
  /** In the words of the API. */
  subject: string
  /** What the types of its events begin with. */
  aggregate: 'pricing_tier' | 'seasonal_offer' | 'upsell_rule'
  /** The input field that names one. */
  idField: string
  schema: Parameters<typeof parseInput<Fields>>[0]
  reads: RuleReads<Row>
  insert(transaction: Transaction, rule: RuleInsert & Fields & { ruleId: string; currency: string }): Promise<void>
  /** Refuses fields that do not go with what else there is; the price book is locked. */
  requireFitting?(transaction: Transaction, station: StationFacts, rule: Fields & { ruleId: string }): Promise<void>
}

export interface NewRule {
  stationId: string
  /** Those of the sort's schema. */
  fields: object
}

export interface RuleToChange {
  ruleId: string
  expectedVersion: number
}

/** A new rule, which holds from the next version of the price book on. */
export async function createRule<Fields extends object, Row extends RuleRow & Fields>(
  context: UseCaseContext,
  sort: RuleSort<Fields, Row>,
  { stationId, fields: given }: NewRule,
): Promise<{ ruleId: string }> {
  const { viewer, unitOfWork, stations, clock } = context
  requireAt(viewer, PERMISSION, stationId, 'station', ['stationId'])
  const fields = parseInput(sort.schema, given)
  const ruleId = newId()
  await unitOfWork.run(viewer, async (transaction) => {
    const station = await stations.find(stationId, transaction.session)
    if (!station) throw new NotFoundError('station', ['stationId'])
    const at = clock.now()
    const sinceVersion = await beginBookVersion(transaction, station.organizationId, at)
    const rule = { ...fields, ruleId }
    await insertVersion(transaction, sort, station, { rule, version: 1, sinceVersion, isRetired: false, at })
    const aggregate = { id: ruleId, stationId, version: 1 }
    const payload = { priceBookVersion: sinceVersion }
    await appendPriceEvent(context, transaction, aggregate, { type: `${sort.aggregate}.created`, payload })
  })
  return { ruleId }
}

/** The rule with other fields from the next version of the price book on: what is not given stays, null clears. */
export async function updateRule<Fields extends object, Row extends RuleRow & Fields>(
  context: UseCaseContext,
  sort: RuleSort<Fields, Row>,
  { fields: given, ...wanted }: RuleToChange & { fields: object },
): Promise<{ ruleId: string }> {
  const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  if (Object.keys(changes).length === 0) {
    throw new ValidationError([{ path: [], message: 'Give at least one field to change.' }])
  }
  return changeRule(context, sort, wanted, (row) => ({
    fields: parseInput(sort.schema, { ...row, ...changes }),
    changed: Object.keys(changes),
  }))
}

/** The rule no longer holds from the next version of the price book on; what was priced with it stays as it is. */
export async function retireRule<Fields extends object, Row extends RuleRow & Fields>(
  context: UseCaseContext,
  sort: RuleSort<Fields, Row>,
  wanted: RuleToChange,
): Promise<{ ruleId: string }> {
  return changeRule(context, sort, wanted, (row) => ({ fields: parseInput(sort.schema, row), changed: null }))
}

/** What a rule becomes. */
interface RuleChange<Fields> {
  fields: Fields
  /** The names of the fields that were given; null when it is retired. */
  changed: readonly string[] | null
}

async function changeRule<Fields extends object, Row extends RuleRow & Fields>(
  context: UseCaseContext,
  sort: RuleSort<Fields, Row>,
  { ruleId, expectedVersion }: RuleToChange,
  decide: (row: Row) => RuleChange<Fields>,
): Promise<{ ruleId: string }> {
  const { viewer, unitOfWork, stations, clock } = context
  const { subject, idField, reads } = sort
  await unitOfWork.run(viewer, async (transaction) => {
    const [known] = await reads.byId.readAll(transaction.session, [ruleId])
    if (!known) throw new NotFoundError(subject, [idField])
    requireAt(viewer, PERMISSION, known.stationId, subject, [idField])
    const at = clock.now()
    const station = await stations.find(known.stationId, transaction.session)
    if (!station) throw new NotFoundError(subject, [idField])
    const sinceVersion = await beginBookVersion(transaction, station.organizationId, at)
    // Only now nobody else changes it.
    const [row] = await reads.byId.readAll(transaction.session, [ruleId])
    if (!row || row.isRetired) throw new NotFoundError(subject, [idField])
    if (row.version !== expectedVersion) throw new VersionConflictError(subject, expectedVersion, row.version)
    const { fields, changed } = decide(row)
    const rule = { ...fields, ruleId }
    const version = row.version + 1
    await insertVersion(transaction, sort, station, { rule, version, sinceVersion, isRetired: changed === null, at })
    const aggregate = { id: ruleId, stationId: known.stationId, version }
    await appendPriceEvent(context, transaction, aggregate, eventOf(sort.aggregate, changed, sinceVersion))
  })
  return { ruleId }
}

function eventOf(
  aggregate: RuleSort<object, RuleRow>['aggregate'],
  changed: readonly string[] | null,
  priceBookVersion: number,
): PriceRuleEvent {
  if (changed === null) return { type: `${aggregate}.retired`, payload: { priceBookVersion } }
  return { type: `${aggregate}.updated`, payload: { priceBookVersion, changed } }
}

interface RuleVersion<Fields> {
  rule: Fields & { ruleId: string }
  version: number
  sinceVersion: number
  isRetired: boolean
  at: Date
}

async function insertVersion<Fields extends object, Row extends RuleRow & Fields>(
  transaction: Transaction,
  sort: RuleSort<Fields, Row>,
  station: StationFacts,
  { rule, version, sinceVersion, isRetired, at: createdAt }: RuleVersion<Fields>,
): Promise<void> {
  if (!isRetired) await sort.requireFitting?.(transaction, station, rule)
  const { id: stationId, organizationId, currency } = station
  const frame = { id: newId(), organizationId, stationId, version, sinceVersion, isRetired, createdAt, currency }
  await sort.insert(transaction, { ...rule, ...frame })
}
