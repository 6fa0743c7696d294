import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { PriceRuleEvent, PriceSettingsEvent, ServiceItemEvent } from '../../events.ts'
import { appendEvent, type ChangedAggregate } from '../append-event.ts'

/** Tells of a change that brought a rule of a station's prices, or its settings, to this version. */
export function appendPriceEvent(
  context: UseCaseContext,
  transaction: Transaction,
  aggregate: ChangedAggregate,
  event: PriceRuleEvent | PriceSettingsEvent,
): Promise<void> {
  return appendEvent(context, transaction, aggregate, event)
}

/** Tells, at each station that sells from the menu, of a change that brought an item of it to this version. */
export async function appendItemEvent(
  context: UseCaseContext,
  transaction: Transaction,
  item: { id: string; organizationId: string; version: number },
  event: ServiceItemEvent,
): Promise<void> {
  const { id, organizationId, version } = item
  for (const stationId of await context.stations.listIdsOf(organizationId, transaction.session)) {
    await appendEvent(context, transaction, { id, stationId, version }, event)
  }
}
