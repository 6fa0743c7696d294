import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { insertResource, type ResourceInsert } from '../store/provisioning-writes.ts'

/** Adds what a station can book out. The viewer must be the platform, for that station. */
export async function provisionResource(
  { viewer, unitOfWork }: UseCaseContext,
  resource: Omit<ResourceInsert, 'id'>,
): Promise<{ resourceId: string }> {
  const id = newId()
  await unitOfWork.run(viewer, (transaction) => insertResource(transaction, { ...resource, id }))
  return { resourceId: id }
}
