import type {
  EscalationLevel,
  EscalationPriority,
  EscalationReason,
  EscalationStatus,
} from '#platform/database/generated/tables/support.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'

export interface EscalationInsert {
  id: string
  stationId: string
  customerId: string | null
  bookingId: string | null
  reason: EscalationReason
  summary: string
  priority: EscalationPriority
  level: EscalationLevel
  status: EscalationStatus
  createdAt: Date
  updatedAt: Date
}

export async function insertEscalation({ prisma }: Transaction, escalation: EscalationInsert): Promise<void> {
  await prisma.escalation.create({ data: escalation, select: { id: true } })
}

/** Locks the row until the transaction ends; null when it is not there. */
export async function lockEscalation({ prisma }: Transaction, id: string) {
  await prisma.$queryRaw`SELECT id FROM support.escalations WHERE id = ${id}::uuid FOR UPDATE`
  return prisma.escalation.findUnique({
    where: { id },
    select: {
      id: true,
      stationId: true,
      customerId: true,
      bookingId: true,
      priority: true,
      level: true,
      status: true,
      assignedToId: true,
      version: true,
    },
  })
}

export interface EscalationChanges {
  status: EscalationStatus
  version: number
  updatedAt: Date
  assignedToId?: string | null
  assignedAt?: Date | null
  startedAt?: Date
  resolvedById?: string | null
  resolvedAt?: Date
  resolutionNotes?: string
  closedAt?: Date
}

export async function updateEscalationRow(
  { prisma }: Transaction,
  id: string,
  changes: EscalationChanges,
): Promise<void> {
  await prisma.escalation.update({ where: { id }, data: changes, select: { id: true } })
}

export interface HistoryInsert {
  id: string
  stationId: string
  escalationId: string
  fromStatus: EscalationStatus | null
  toStatus: EscalationStatus
  level: EscalationLevel
  assignedToId: string | null
  actorId: string | null
  note: string | null
  createdAt: Date
}

export async function insertHistory({ prisma }: Transaction, step: HistoryInsert): Promise<void> {
  await prisma.escalationEvent.create({ data: step, select: { id: true } })
}
