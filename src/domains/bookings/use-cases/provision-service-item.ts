import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { insertServiceItem, type ServiceItemInsert } from '../store/menu-writes.ts'
import { writeItemVersion } from './pricing/write-service-item.ts'

type Provision = Omit<ServiceItemInsert, 'id' | 'parentIds' | 'requiredSkills'> &
  Partial<Pick<ServiceItemInsert, 'parentIds' | 'requiredSkills'>>

/** Puts an item on the menu of a business. The viewer must be the platform, for that organization. */
export async function provisionServiceItem(
  { viewer, unitOfWork, clock }: UseCaseContext,
  { parentIds = [], requiredSkills = [], ...fields }: Provision,
): Promise<{ serviceItemId: string }> {
  const id = newId()
  await unitOfWork.run(viewer, async (transaction) => {
    const item = { ...fields, parentIds, requiredSkills, id }
    await insertServiceItem(transaction, item)
    await writeItemVersion(transaction, item, clock.now())
  })
  return { serviceItemId: id }
}
