import type { PriceUnit, ServiceItemKind } from '#platform/database/generated/tables/bookings.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { ServiceItemRow } from './booking-rows.ts'
import { itemColumns } from './menu-reads.ts'

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
  /** What a person must be good at to do it. */
  requiredSkills: string[]
  isActive: boolean
}

export async function insertServiceItem({ prisma }: Transaction, item: ServiceItemInsert): Promise<void> {
  await prisma.serviceItem.create({ data: { ...item, priceCents: BigInt(item.priceCents) }, select: { id: true } })
}

const itemToLock = prepare<ServiceItemRow>(
  db
    .selectFrom('bookings.service_items as items')
    .select(itemColumns)
    .where('items.id', '=', parameter<string>(1, 'uuid'))
    .forNoKeyUpdate(),
)

/** Locks the row until the transaction ends; null when it is not there. */
export async function lockServiceItem({ session }: Transaction, id: string): Promise<ServiceItemRow | null> {
  const [item] = await session.run(itemToLock, [id])
  return item ?? null
}

export async function updateServiceItemRow(
  { prisma }: Transaction,
  id: string,
  changes: Omit<ServiceItemInsert, 'id' | 'organizationId'> & { version: number; updatedAt: Date },
): Promise<void> {
  const data = { ...changes, priceCents: BigInt(changes.priceCents) }
  await prisma.serviceItem.update({ where: { id }, data, select: { id: true } })
}
