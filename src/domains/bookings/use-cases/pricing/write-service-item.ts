import { ForbiddenError, NotFoundError, UnauthenticatedError } from '#kernel/errors.ts'
import type { Viewer } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { StationDirectory } from '#platform/stations.ts'
import { serviceItemById } from '../../store/menu-reads.ts'
import type { ServiceItemInsert } from '../../store/menu-writes.ts'
import { beginBookVersion, insertItemVersion } from '../../store/pricing/price-book-writes.ts'

const PERMISSION = 'bookings:menu:manage'

/** Lets pass who may change the menu of the whole business; `subject` is what was asked for, `path` where in the input. */
export async function requireMenuOf(
  { viewer, stations }: { viewer: Viewer; stations: StationDirectory },
  { session }: Transaction,
  organizationId: string,
  [subject, path]: readonly [subject: string, path: readonly string[]],
): Promise<void> {
  if (viewer.kind === 'anonymous') throw new UnauthenticatedError()
  if (!viewer.organizationIds.includes(organizationId)) throw new NotFoundError(subject, path)
  const right = { permission: PERMISSION, organizationId } as const
  if (!(await stations.isHeldEverywhere(viewer, right, session))) throw new ForbiddenError(PERMISSION)
}

/** An add-on goes with items of the same business. */
export async function requireParents(
  { session }: Transaction,
  { organizationId, parentIds }: { organizationId: string; parentIds: readonly string[] },
): Promise<void> {
  if (parentIds.length === 0) return
  const parents = await serviceItemById.readAll(session, parentIds)
  const missing = parents.findIndex((parent) => parent?.organizationId !== organizationId)
  if (missing >= 0) throw new NotFoundError('service item', ['parentIds', String(missing)])
}

/** Writes what an item is from the next version of the price book on, and gives its number. */
export async function writeItemVersion(transaction: Transaction, item: ServiceItemInsert, at: Date): Promise<number> {
  const { id: serviceItemId, organizationId, kind, name, per, priceCents, currency, parentIds, isActive } = item
  const sinceVersion = await beginBookVersion(transaction, organizationId, at)
  const columns = { organizationId, kind, name, per, priceCents, currency, parentIds, isActive }
  await insertItemVersion(transaction, { ...columns, id: newId(), serviceItemId, sinceVersion, createdAt: at })
  return sinceVersion
}
