import { parseInput } from '#kernel/validation.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { serviceItemFields } from '../../model/pricing/price-input.ts'
import { insertServiceItem } from '../../store/menu-writes.ts'
import { appendItemEvent } from './append-price-event.ts'
import { requireMenuOf, requireParents, writeItemVersion } from './write-service-item.ts'

export interface CreateServiceItemInput {
  organizationId: string
  /** The fields of `serviceItemFields`. */
  fields: object
}

/** Puts an item on the menu of a business. */
export async function createServiceItem(context: UseCaseContext, { organizationId, fields }: CreateServiceItemInput) {
  const { viewer, unitOfWork, clock } = context
  const serviceItemId = newId()
  await unitOfWork.run(viewer, async (transaction) => {
    await requireMenuOf(context, transaction, organizationId, ['organization', ['organizationId']])
    const item = { ...parseInput(serviceItemFields, fields), id: serviceItemId, organizationId, isActive: true }
    await requireParents(transaction, item)
    await insertServiceItem(transaction, item)
    const priceBookVersion = await writeItemVersion(transaction, item, clock.now())
    const event = { type: 'service_item.created', payload: { priceBookVersion } } as const
    await appendItemEvent(context, transaction, { id: serviceItemId, organizationId, version: 1 }, event)
  })
  return { serviceItemId }
}
