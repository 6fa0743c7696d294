import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { NewPolicy } from '../../model/availability/booking-policy.ts'

/** The version that holds now, until the transaction ends; 0 when there is none. */
export async function lockPolicyVersion({ prisma }: Transaction, stationId: string): Promise<number> {
  await prisma.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('booking policy of ' || ${stationId}::uuid, 0))::text`
  const latest = await prisma.bookingPolicy.aggregate({ where: { stationId }, _max: { version: true } })
  return latest._max.version ?? 0
}

interface PolicyInsert extends NewPolicy {
  id: string
  stationId: string
  version: number
  createdById: string | null
  createdAt: Date
}

export async function insertPolicy({ prisma }: Transaction, { depositCents, ...policy }: PolicyInsert): Promise<void> {
  const data = { ...policy, depositCents: depositCents === null ? null : BigInt(depositCents) }
  await prisma.bookingPolicy.create({ data, select: { id: true } })
}
