import type { DomainEventOf } from '#platform/events/domain-event.ts'
import type { EscalationStatus } from './model/escalation-status.ts'
import type { EscalationLevel } from './model/level.ts'
import type { EscalationPriority } from './model/priority.ts'

/** What every event of an escalation tells; its texts stay in the database. */
interface Step {
  priority: EscalationPriority
  level: EscalationLevel
  /** Null when it has just come to be. */
  fromStatus: EscalationStatus | null
  toStatus: EscalationStatus
  assignedToId: string | null
  customerId: string | null
  bookingId: string | null
}

export type EscalationCreated = DomainEventOf<'escalation.created', Step>
export type EscalationAssigned = DomainEventOf<'escalation.assigned', Step>
export type EscalationStarted = DomainEventOf<'escalation.started', Step>
export type EscalationResolved = DomainEventOf<'escalation.resolved', Step>
export type EscalationClosed = DomainEventOf<'escalation.closed', Step>
export type EscalationEvent =
  | EscalationCreated
  | EscalationAssigned
  | EscalationStarted
  | EscalationResolved
  | EscalationClosed
