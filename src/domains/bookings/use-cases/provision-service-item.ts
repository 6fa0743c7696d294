import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { insertServiceItem, type ServiceItemInsert } from '../store/provisioning-writes.ts'

/** Puts an item on the menu of a business. The viewer must be the platform, for that organization. */
export async function provisionServiceItem(
  { viewer, unitOfWork }: UseCaseContext,
  item: Omit<ServiceItemInsert, 'id'>,
): Promise<{ serviceItemId: string }> {
  const id = newId()
  await unitOfWork.run(viewer, (transaction) => insertServiceItem(transaction, { ...item, id }))
  return { serviceItemId: id }
}
