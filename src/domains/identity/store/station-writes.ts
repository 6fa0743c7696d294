import { constraintName } from '#platform/database/failures.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { CurrencyFixedError, SlugTakenError, StationCodeTakenError } from '../model/station-refusals.ts'

export interface StationColumns {
  name: string
  code: string
  timezone: string
  currency: string
  address?: string | null
  latitude?: number | null
  longitude?: number | null
  serviceRadiusKm?: number | null
}

export async function insertNewStation(
  { prisma }: Transaction,
  station: StationColumns & { id: string; organizationId: string; createdAt: Date },
): Promise<void> {
  await prisma.station.create({ data: station, select: { id: true } }).catch(refuseConstraint)
}

/** Locked until the transaction ends; null when the viewer does not see it. */
export async function lockStation({ prisma }: Transaction, id: string) {
  await prisma.$queryRaw`SELECT id FROM identity.stations WHERE id = ${id}::uuid FOR NO KEY UPDATE`
  return prisma.station.findUnique({ where: { id }, select: { id: true, version: true } })
}

export async function updateStationRow(
  { prisma }: Transaction,
  id: string,
  changes: Partial<StationColumns> & { version: number },
): Promise<void> {
  await prisma.station.update({ where: { id }, data: changes, select: { id: true } }).catch(refuseConstraint)
}

/** Locked until the transaction ends; null when the viewer does not see it. */
export async function lockOrganization({ prisma }: Transaction, id: string) {
  await prisma.$queryRaw`SELECT id FROM identity.organizations WHERE id = ${id}::uuid FOR NO KEY UPDATE`
  return prisma.organization.findUnique({ where: { id }, select: { id: true, version: true } })
}

export async function updateOrganizationRow(
  { prisma }: Transaction,
  id: string,
  changes: { name?: string; slug?: string; version: number },
): Promise<void> {
  await prisma.organization.update({ where: { id }, data: changes, select: { id: true } }).catch(refuseConstraint)
}

function refuseConstraint(error: unknown): never {
  switch (constraintName(error)) {
    case 'stations_organization_id_code_key':
      throw new StationCodeTakenError()
    // Held by the bookings and the price rules that are in the currency.
    case 'bookings_station_id_currency_fkey':
    case 'pricing_tiers_station_id_currency_fkey':
    case 'seasonal_offers_station_id_currency_fkey':
    case 'price_settings_station_id_currency_fkey':
      throw new CurrencyFixedError()
    case 'organizations_slug_key':
      throw new SlugTakenError()
    default:
      throw error
  }
}
