import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { EscalationEvent } from '../events.ts'
import { type EscalationChanges, updateEscalationRow } from '../store/escalation-writes.ts'
import type { findEscalationToChange } from './find-escalation-to-change.ts'
import { recordStep } from './record-step.ts'

interface Step {
  type: EscalationEvent['type']
  changes: Omit<EscalationChanges, 'version' | 'updatedAt'>
  at: Date
  note?: string
}

/** Brings a locked escalation to its next version: the row, its history and the event. */
export async function takeStep(
  context: UseCaseContext,
  transaction: Transaction,
  escalation: Awaited<ReturnType<typeof findEscalationToChange>>,
  { type, changes, at, note }: Step,
): Promise<void> {
  const { id, status: fromStatus } = escalation
  const version = escalation.version + 1
  await updateEscalationRow(transaction, id, { ...changes, version, updatedAt: at })
  const { status, assignedToId = escalation.assignedToId } = changes
  const stepped = { ...escalation, status, assignedToId, version }
  await recordStep(context, transaction, stepped, { type, fromStatus, at, note: note ?? null })
}
