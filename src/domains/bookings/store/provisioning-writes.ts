import type { ResourceKind } from '#platform/database/generated/tables/bookings.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'

export interface ResourceInsert {
  id: string
  stationId: string
  kind: ResourceKind
  name: string
  /** The person behind a CHEF, a member of the station; null for everything else. */
  userId: string | null
  skills: string[]
  homeLatitude?: number | null
  homeLongitude?: number | null
  isActive: boolean
}

export async function insertResource({ prisma }: Transaction, resource: ResourceInsert): Promise<void> {
  await prisma.resource.create({ data: resource, select: { id: true } })
}
