import type {
  EscalationLevel,
  EscalationPriority,
  EscalationReason,
  EscalationStatus,
} from '#platform/database/generated/tables/support.ts'

export interface EscalationRow {
  id: string
  stationId: string
  customerId: string | null
  bookingId: string | null
  reason: EscalationReason
  summary: string
  priority: EscalationPriority
  level: EscalationLevel
  status: EscalationStatus
  assignedToId: string | null
  resolvedById: string | null
  resolutionNotes: string | null
  assignedAt: Date | null
  startedAt: Date | null
  resolvedAt: Date | null
  closedAt: Date | null
  version: number
  createdAt: Date
  updatedAt: Date
}

/** What one step has changed, and who did it. */
export interface EscalationEventRow {
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
