import { NotFoundError, VersionConflictError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { requireChange } from '../model/require-change.ts'
import { organizationChanges } from '../model/station-input.ts'
import { lockOrganization, updateOrganizationRow } from '../store/station-writes.ts'
import { requireInPlace } from './staff-authority.ts'

export interface UpdateOrganizationInput {
  organizationId: string
  expectedVersion: number
  /** The fields of `organizationChanges`. */
  fields: object
}

/** Changes the facts that are given, if nobody did since that version. */
export async function updateOrganization(
  { viewer, unitOfWork }: UseCaseContext,
  { organizationId, expectedVersion, fields }: UpdateOrganizationInput,
) {
  requireChange(fields)
  const changes = parseInput(organizationChanges, fields)
  await unitOfWork.run(viewer, async (transaction) => {
    const place = { organizationId, stationId: null }
    const organization = ['organizationId']
    await requireInPlace(transaction, viewer, 'identity:organization:update', place, { organization })
    const found = await lockOrganization(transaction, organizationId)
    if (!found) throw new NotFoundError('organization', organization)
    const { version } = found
    if (version !== expectedVersion) throw new VersionConflictError('organization', expectedVersion, version)
    await updateOrganizationRow(transaction, organizationId, { ...changes, version: version + 1 })
  })
  return { organizationId }
}
