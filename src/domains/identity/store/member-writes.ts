import type { Transaction } from '#platform/database/unit-of-work.ts'

/** That somebody works, or has worked, at a station. */
export interface Member {
  id: string
  stationId: string
  isPrimary: boolean
  leftAt: Date | null
  version: number
}

const memberColumns = { id: true, stationId: true, isPrimary: true, leftAt: true, version: true } as const

/** The user's stations among those that the viewer sees, locked until the transaction ends; the primary one first. */
export async function lockMembers({ prisma }: Transaction, userId: string): Promise<Member[]> {
  await prisma.$queryRaw`SELECT id FROM identity.station_members WHERE user_id = ${userId}::uuid ORDER BY id FOR UPDATE`
  return prisma.stationMember.findMany({
    where: { userId },
    select: memberColumns,
    orderBy: [{ isPrimary: 'desc' }, { createdAt: 'asc' }, { id: 'asc' }],
  })
}

export interface MemberInsert {
  id: string
  stationId: string
  userId: string
  organizationId: string
  title: string | null
  isPrimary: boolean
}

export async function insertMember({ prisma }: Transaction, member: MemberInsert): Promise<void> {
  await prisma.stationMember.create({ data: member, select: { id: true } })
}

export interface MemberChanges {
  title?: string | null
  isPrimary?: boolean
  leftAt?: Date | null
}

export async function updateMember(
  { prisma }: Transaction,
  id: string,
  changes: MemberChanges & { version?: number },
): Promise<void> {
  await prisma.stationMember.update({ where: { id }, data: changes, select: { id: true } })
}
