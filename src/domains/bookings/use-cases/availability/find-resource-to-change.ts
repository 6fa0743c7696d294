import { NotFoundError, VersionConflictError } from '#kernel/errors.ts'
import type { Permission } from '#kernel/permissions.ts'
import { requireAt } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { type LockedResource, lockResource } from '../../store/availability/resource-writes.ts'

export interface ResourceToChange {
  resourceId: string
  expectedVersion: number
}

/** The resource, locked, if the viewer may do this to it and nobody has changed it since that version. */
export async function findResourceToChange(
  { viewer }: UseCaseContext,
  transaction: Transaction,
  { resourceId, expectedVersion }: ResourceToChange,
  permission: Permission,
): Promise<LockedResource> {
  const resource = await lockResource(transaction, resourceId)
  if (!resource) throw new NotFoundError('resource', ['resourceId'])
  requireAt(viewer, permission, resource.stationId, 'resource', ['resourceId'])
  const { version } = resource
  if (version !== expectedVersion) throw new VersionConflictError('resource', expectedVersion, version)
  return resource
}
