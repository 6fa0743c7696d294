import { NotFoundError, VersionConflictError } from '#kernel/errors.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { ServiceItemEvent } from '../../events.ts'
import type { ServiceItemRow } from '../../store/booking-rows.ts'
import { lockServiceItem, type ServiceItemInsert, updateServiceItemRow } from '../../store/menu-writes.ts'
import { appendItemEvent } from './append-price-event.ts'
import { requireMenuOf, writeItemVersion } from './write-service-item.ts'

export interface ServiceItemToChange {
  serviceItemId: string
  expectedVersion: number
}

/** What an item becomes. */
export interface ItemChange {
  item: Omit<ServiceItemInsert, 'id' | 'organizationId'>
  /** The names of the fields that were given; null when it is retired. */
  changed: readonly string[] | null
}

/** Writes what an item of the menu becomes, if nobody changed it since that version. */
export async function changeServiceItem(
  context: UseCaseContext,
  { serviceItemId, expectedVersion }: ServiceItemToChange,
  decide: (transaction: Transaction, item: ServiceItemRow) => Promise<ItemChange>,
): Promise<{ serviceItemId: string }> {
  const { viewer, unitOfWork, clock } = context
  const path = ['serviceItemId']
  await unitOfWork.run(viewer, async (transaction) => {
    const item = await lockServiceItem(transaction, serviceItemId)
    if (!item) throw new NotFoundError('service item', path)
    const { organizationId, version } = item
    await requireMenuOf(context, transaction, organizationId, ['service item', path])
    if (version !== expectedVersion) throw new VersionConflictError('service item', expectedVersion, version)
    const updatedAt = clock.now()
    const { item: next, changed } = await decide(transaction, item)
    const { kind, name, description, durationMinutes, priceCents, currency, per, ...rest } = next
    const { dietaryTags, requiredSkills, parentIds, isActive } = rest
    const columns = { kind, name, description, durationMinutes, priceCents, currency, per }
    const fields = { ...columns, dietaryTags, requiredSkills, parentIds, isActive }
    await updateServiceItemRow(transaction, serviceItemId, { ...fields, version: version + 1, updatedAt })
    const written = { ...fields, id: serviceItemId, organizationId }
    const priceBookVersion = await writeItemVersion(transaction, written, updatedAt)
    const aggregate = { id: serviceItemId, organizationId, version: version + 1 }
    const event: ServiceItemEvent = changed
      ? { type: 'service_item.updated', payload: { priceBookVersion, changed } }
      : { type: 'service_item.retired', payload: { priceBookVersion } }
    await appendItemEvent(context, transaction, aggregate, event)
  })
  return { serviceItemId }
}
