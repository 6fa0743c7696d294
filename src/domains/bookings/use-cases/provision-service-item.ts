import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { beginBookVersion, insertItemVersion } from '../store/pricing/price-book-writes.ts'
import { insertServiceItem, type ServiceItemInsert } from '../store/provisioning-writes.ts'

/** Puts an item on the menu of a business. The viewer must be the platform, for that organization. */
export async function provisionServiceItem(
  { viewer, unitOfWork, clock }: UseCaseContext,
  item: Omit<ServiceItemInsert, 'id' | 'parentIds'>,
): Promise<{ serviceItemId: string }> {
  const id = newId()
  await unitOfWork.run(viewer, async (transaction) => {
    const createdAt = clock.now()
    const { organizationId, kind, name, per, priceCents, currency, isActive } = item
    const sinceVersion = await beginBookVersion(transaction, organizationId, createdAt)
    await insertServiceItem(transaction, { ...item, parentIds: [], id })
    const priced = { organizationId, kind, name, per, priceCents, currency, isActive, parentIds: [] }
    await insertItemVersion(transaction, { ...priced, id: newId(), serviceItemId: id, sinceVersion, createdAt })
  })
  return { serviceItemId: id }
}
