import type { PriceUnit, ResourceKind, ServiceItemKind } from '#platform/database/generated/tables/bookings.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'

export interface ServiceItemInsert {
  id: string
  organizationId: string
  kind: ServiceItemKind
  name: string
  description: string | null
  durationMinutes: number | null
  /** In the currency's smallest unit. */
  priceCents: number
  currency: string
  per: PriceUnit
  dietaryTags: string[]
  parentIds: string[]
  isActive: boolean
}

export async function insertServiceItem({ prisma }: Transaction, item: ServiceItemInsert): Promise<void> {
  await prisma.serviceItem.create({ data: { ...item, priceCents: BigInt(item.priceCents) }, select: { id: true } })
}

export interface ResourceInsert {
  id: string
  stationId: string
  kind: ResourceKind
  name: string
  /** The person behind a CHEF, a member of the station; null for everything else. */
  userId: string | null
  skills: string[]
  isActive: boolean
}

export async function insertResource({ prisma }: Transaction, resource: ResourceInsert): Promise<void> {
  await prisma.resource.create({ data: resource, select: { id: true } })
}
