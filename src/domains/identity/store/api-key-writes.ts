import type { RatePlan } from '#kernel/rate-plan.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'

export interface ApiKeyInsert {
  id: string
  organizationId: string
  name: string
  keyId: string
  keyHash: Buffer
  scopes: readonly string[]
  /** Null for all of the organization, also those to come. */
  stationIds: readonly string[] | null
  plan: RatePlan
  expiresAt: Date | null
  rotatedFromId: string | null
  createdById: string | null
  createdAt: Date
}

export async function insertApiKey({ prisma }: Transaction, key: ApiKeyInsert): Promise<void> {
  const { stationIds, scopes, keyHash, ...columns } = key
  const { id: apiKeyId, organizationId, createdAt } = key
  await prisma.apiKey.create({
    data: {
      ...columns,
      keyHash: new Uint8Array(keyHash),
      scopes: [...scopes],
      allStations: stationIds === null,
    },
    select: { id: true },
  })
  await prisma.apiKeyStation.createMany({
    data: (stationIds ?? []).map((stationId) => ({ apiKeyId, stationId, organizationId, createdAt })),
  })
}

/** Locks the row until the transaction ends; null when it is not there. */
export async function lockApiKey({ prisma }: Transaction, id: string) {
  await prisma.$queryRaw`SELECT id FROM identity.api_keys WHERE id = ${id}::uuid FOR UPDATE`
  const key = await prisma.apiKey.findUnique({
    where: { id },
    omit: { keyHash: true },
    include: {
      stations: { select: { stationId: true } },
      rotatedTo: { select: { id: true } },
      rotatedFrom: { select: { expiresAt: true, revokedAt: true } },
    },
  })
  if (!key) return null
  const { allStations, stations, rotatedTo, ...columns } = key
  const stationIds = allStations ? null : stations.map(({ stationId }) => stationId)
  return { ...columns, stationIds, isReplaced: rotatedTo !== null }
}

export interface ApiKeyChanges {
  name?: string
  scopes?: string[]
  expiresAt?: Date | null
  revokedAt?: Date
  version: number
}

export async function updateApiKeyRow({ prisma }: Transaction, id: string, changes: ApiKeyChanges): Promise<void> {
  await prisma.apiKey.update({ where: { id }, data: changes, select: { id: true } })
}

/** Unless it was written down since `before`. Needs the sign-in door. */
export async function stampApiKeyUse(
  { prisma }: Transaction,
  id: string,
  { at, before }: { at: Date; before: Date },
): Promise<void> {
  await prisma.apiKey.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: before } }] },
    data: { lastUsedAt: at },
  })
}
