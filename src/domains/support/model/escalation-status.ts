import { InvalidTransitionError } from '#kernel/errors.ts'

/** What can be done to an escalation, and the state that it is for. */
const goals = {
  assign: 'ASSIGNED',
  start: 'IN_PROGRESS',
  resolve: 'RESOLVED',
  close: 'CLOSED',
} as const
export type EscalationStep = keyof typeof goals

/**
 * Where each step leads from each state; a step that is missing is refused. Giving work to somebody else does not
 * interrupt it. Nothing leads to WAITING_CUSTOMER and CANCELLED yet.
 */
const transitions = {
  PENDING: { assign: 'ASSIGNED', start: 'IN_PROGRESS' },
  ASSIGNED: { assign: 'ASSIGNED', start: 'IN_PROGRESS', resolve: 'RESOLVED' },
  IN_PROGRESS: { assign: 'IN_PROGRESS', resolve: 'RESOLVED' },
  WAITING_CUSTOMER: { resolve: 'RESOLVED' },
  RESOLVED: { close: 'CLOSED' },
  CLOSED: {},
  CANCELLED: {},
} as const
export type EscalationStatus = keyof typeof transitions

/** Where every escalation begins. */
export const FIRST_STATUS: EscalationStatus = 'PENDING'

/** The state after the step; refuses steps that the state does not allow. */
export function statusAfter(status: EscalationStatus, step: EscalationStep): EscalationStatus {
  const steps: Partial<Record<EscalationStep, EscalationStatus>> = transitions[status]
  const next = steps[step]
  if (next === undefined) throw new InvalidTransitionError('escalation', status, goals[step])
  return next
}
