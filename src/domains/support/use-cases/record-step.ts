import { actorOf } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { EscalationEvent } from '../events.ts'
import type { EscalationStatus } from '../model/escalation-status.ts'
import type { EscalationLevel } from '../model/level.ts'
import type { EscalationPriority } from '../model/priority.ts'
import { insertHistory } from '../store/escalation-writes.ts'

/** The escalation as the step has left it. */
interface Stepped {
  id: string
  stationId: string
  customerId: string | null
  bookingId: string | null
  priority: EscalationPriority
  level: EscalationLevel
  status: EscalationStatus
  assignedToId: string | null
  version: number
}

interface Step {
  type: EscalationEvent['type']
  fromStatus: EscalationStatus | null
  at: Date
  /** What whoever took the step wrote about it. */
  note: string | null
}

/** Writes the step that brought the escalation to its version into its history, and tells of it. */
export async function recordStep(
  { viewer, events, requestId }: UseCaseContext,
  transaction: Transaction,
  escalation: Stepped,
  { type, fromStatus, at, note }: Step,
): Promise<void> {
  const { id, stationId, customerId, bookingId, priority, level, status: toStatus, assignedToId } = escalation
  const actorId = actorOf(viewer)
  await insertHistory(transaction, {
    id: newId(),
    stationId,
    escalationId: id,
    fromStatus,
    toStatus,
    level,
    assignedToId,
    actorId,
    note,
    createdAt: at,
  })
  const event: EscalationEvent = {
    type,
    payload: { priority, level, fromStatus, toStatus, assignedToId, customerId, bookingId },
  }
  await events.append(transaction, {
    ...event,
    stationId,
    aggregateType: 'escalation',
    aggregateId: id,
    aggregateVersion: escalation.version,
    actorId,
    requestId,
    occurredAt: at,
  })
}
