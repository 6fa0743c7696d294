import type { PriceUnit, ServiceItemKind } from '#platform/database/generated/tables/bookings.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { Offer, Settings, Tier, Upsell } from '../../model/pricing/price-rules.ts'

/**
 * Begins the next version of the prices of a business and gives its number. Until the transaction ends, whoever else
 * wants to change prices of the business waits.
 */
export async function beginBookVersion({ prisma }: Transaction, organizationId: string, at: Date): Promise<number> {
  const { version } = await prisma.priceBook.upsert({
    where: { organizationId },
    create: { organizationId, version: 1, createdAt: at, updatedAt: at },
    update: { version: { increment: 1 }, updatedAt: at },
    select: { version: true },
  })
  return version
}

export interface ItemVersionInsert {
  id: string
  organizationId: string
  serviceItemId: string
  sinceVersion: number
  kind: ServiceItemKind
  name: string
  per: PriceUnit
  priceCents: number
  currency: string
  parentIds: string[]
  isActive: boolean
  createdAt: Date
}

export async function insertItemVersion({ prisma }: Transaction, item: ItemVersionInsert): Promise<void> {
  await prisma.serviceItemVersion.create({
    data: { ...item, priceCents: BigInt(item.priceCents) },
    select: { id: true },
  })
}

/** What the next version of every rule names. */
export interface RuleInsert {
  /** Of this version of the rule. */
  id: string
  organizationId: string
  stationId: string
  /** Of the rule. */
  version: number
  /** Of the price book. */
  sinceVersion: number
  isRetired: boolean
  createdAt: Date
}

/** In the station's currency. */
interface Priced {
  currency: string
}

export async function insertTier({ prisma }: Transaction, tier: RuleInsert & Tier & Priced): Promise<void> {
  const { adultCents, childCents, validFromDate, validUntilDate, ...columns } = tier
  const data = {
    ...columns,
    adultCents: BigInt(adultCents),
    childCents: BigInt(childCents),
    validFromDate: toDay(validFromDate),
    validUntilDate: toDay(validUntilDate),
  }
  await prisma.pricingTier.create({ data, select: { id: true } })
}

export async function insertOffer({ prisma }: Transaction, offer: RuleInsert & Offer & Priced): Promise<void> {
  const { serviceFromDate, serviceUntilDate, bookedFromDate, bookedUntilDate, discountCents, capCents, ...columns } =
    offer
  const data = {
    ...columns,
    discountCents: toBigInt(discountCents),
    capCents: toBigInt(capCents),
    serviceFromDate: toDay(serviceFromDate),
    serviceUntilDate: toDay(serviceUntilDate),
    bookedFromDate: toDay(bookedFromDate),
    bookedUntilDate: toDay(bookedUntilDate),
  }
  await prisma.seasonalOffer.create({ data, select: { id: true } })
}

export async function insertUpsell({ prisma }: Transaction, upsell: RuleInsert & Upsell): Promise<void> {
  await prisma.upsellRule.create({ data: upsell, select: { id: true } })
}

export async function insertSettings(
  { prisma }: Transaction,
  settings: Omit<RuleInsert, 'isRetired'> & Settings & Priced,
): Promise<void> {
  const { travelCents, depositCents, roundingCents, holidayDates, ...columns } = settings
  const data = {
    ...columns,
    travelCents: BigInt(travelCents),
    depositCents: toBigInt(depositCents),
    roundingCents: BigInt(roundingCents),
    holidayDates: holidayDates.map((day) => new Date(day)),
  }
  await prisma.priceSettings.create({ data, select: { id: true } })
}

function toBigInt(amount: number | null): bigint | null {
  return amount === null ? null : BigInt(amount)
}

/** A local date as Prisma takes it: at midnight UTC. */
function toDay(date: string | null): Date | null {
  return date === null ? null : new Date(date)
}
