import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { NewOverride } from '../../model/availability/hours-input.ts'
import { toDate } from './resource-writes.ts'

interface Place {
  stationId: string
  /** Null for the whole station. */
  resourceId: string | null
}

/** Takes the override of that day away; null when there is none. */
export async function removeOverrideOf({ prisma }: Transaction, { stationId, resourceId }: Place, date: string) {
  const localDate = toDate(date) as Date
  const found = await prisma.availabilityOverride.findFirst({
    where: { stationId, resourceId, localDate },
    select: { id: true },
  })
  if (found) await prisma.availabilityOverride.delete({ where: { id: found.id }, select: { id: true } })
  return found?.id ?? null
}

export async function insertOverride(
  { prisma }: Transaction,
  { id, stationId, resourceId, date, kind, start, end, reason }: Place & NewOverride & { id: string },
): Promise<void> {
  await prisma.availabilityOverride.create({
    data: {
      id,
      stationId,
      resourceId,
      localDate: toDate(date) as Date,
      kind,
      startMinute: start ?? null,
      endMinute: end ?? null,
      reason: reason ?? null,
    },
    select: { id: true },
  })
}

/** Locked until the transaction ends; null when the viewer does not see it. */
export async function lockOverride({ prisma }: Transaction, id: string) {
  await prisma.$queryRaw`SELECT id FROM bookings.availability_overrides WHERE id = ${id}::uuid FOR UPDATE`
  return prisma.availabilityOverride.findUnique({ where: { id }, select: { id: true, stationId: true } })
}

export async function deleteOverride({ prisma }: Transaction, id: string): Promise<void> {
  await prisma.availabilityOverride.delete({ where: { id }, select: { id: true } })
}
