import { NotFoundError, VersionConflictError } from '#kernel/errors.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { ServiceItemRow } from '../../store/booking-rows.ts'
import { lockServiceItem, type ServiceItemInsert, updateServiceItemRow } from '../../store/menu-writes.ts'
import { requireMenuOf, writeItemVersion } from './write-service-item.ts'

export interface ServiceItemToChange {
  serviceItemId: string
  expectedVersion: number
}

/** Writes what an item of the menu becomes, if nobody changed it since that version. */
export async function changeServiceItem(
  context: UseCaseContext,
  { serviceItemId, expectedVersion }: ServiceItemToChange,
  decide: (transaction: Transaction, item: ServiceItemRow) => Promise<Omit<ServiceItemInsert, 'id' | 'organizationId'>>,
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
    const { kind, name, description, durationMinutes, priceCents, currency, per, ...rest } = await decide(
      transaction,
      item,
    )
    const { dietaryTags, parentIds, isActive } = rest
    const columns = { kind, name, description, durationMinutes, priceCents, currency, per }
    const next = { ...columns, dietaryTags, parentIds, isActive }
    await updateServiceItemRow(transaction, serviceItemId, { ...next, version: version + 1, updatedAt })
    await writeItemVersion(transaction, { ...next, id: serviceItemId, organizationId }, updatedAt)
  })
  return { serviceItemId }
}
