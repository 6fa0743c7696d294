import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { insertOrganization, insertStation, type StationInsert } from '../store/provisioning-writes.ts'

export interface ProvisionOrganizationInput {
  name: string
  /** Lower-case letters, digits and hyphens; unique on the platform. */
  slug: string
  stations: readonly Omit<StationInsert, 'id' | 'organizationId'>[]
}

export interface ProvisionedOrganization {
  organizationId: string
  /** In the order of the input. */
  stationIds: string[]
}

/** Sets up a business with its stations. The viewer must be the platform. */
export async function provisionOrganization(
  { viewer, unitOfWork }: UseCaseContext,
  { stations, ...organization }: ProvisionOrganizationInput,
): Promise<ProvisionedOrganization> {
  const organizationId = newId()
  const rows = stations.map((station) => ({ ...station, id: newId(), organizationId }))
  await unitOfWork.run(viewer, async (transaction) => {
    await insertOrganization(transaction, { ...organization, id: organizationId })
    for (const row of rows) await insertStation(transaction, row)
  })
  return { organizationId, stationIds: rows.map(({ id }) => id) }
}
