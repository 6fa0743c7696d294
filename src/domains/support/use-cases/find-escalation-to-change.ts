import { NotFoundError, VersionConflictError } from '#kernel/errors.ts'
import type { Permission } from '#kernel/permissions.ts'
import { requireAt } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { lockEscalation } from '../store/escalation-writes.ts'

/** Which escalation is to change, and the version that the change is based on. */
export interface EscalationChoice {
  escalationId: string
  expectedVersion: number
}

/** The escalation, locked, if the viewer may do this to it and nobody changed it since that version. */
export async function findEscalationToChange(
  { viewer }: UseCaseContext,
  transaction: Transaction,
  { escalationId, expectedVersion }: EscalationChoice,
  permission: Permission,
) {
  const escalation = await lockEscalation(transaction, escalationId)
  if (!escalation) throw new NotFoundError('escalation', ['escalationId'])
  requireAt(viewer, permission, escalation.stationId, 'escalation')
  const { version } = escalation
  if (version !== expectedVersion) throw new VersionConflictError('escalation', expectedVersion, version)
  return escalation
}
