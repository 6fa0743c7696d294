import { NotFoundError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { requireAt } from '#kernel/viewer.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newEscalation } from '../model/escalation-input.ts'
import { FIRST_STATUS } from '../model/escalation-status.ts'
import { FIRST_LEVEL } from '../model/level.ts'
import { insertEscalation } from '../store/escalation-writes.ts'
import { missingReference } from '../store/missing-reference.ts'
import { recordStep } from './record-step.ts'

export interface CreateEscalationInput {
  stationId: string
  customerId: string | null
  bookingId: string | null
  /** The fields of `newEscalation`. */
  fields: unknown
}

/** Opens an escalation at a station; whom and what it is about belongs to the same station. */
export async function createEscalation(context: UseCaseContext, input: CreateEscalationInput) {
  const { viewer, clock, unitOfWork } = context
  const { stationId, customerId, bookingId } = input
  requireAt(viewer, 'support:escalation:create', stationId, 'station')
  const fields = parseInput(newEscalation, input.fields)
  const id = newId()

  await unitOfWork.run(viewer, async (transaction) => {
    const escalation = { id, stationId, customerId, bookingId, level: FIRST_LEVEL, status: FIRST_STATUS, ...fields }
    const now = clock.now()
    await insertEscalation(transaction, { ...escalation, createdAt: now, updatedAt: now }).catch(refuseMissing)
    await recordStep(
      context,
      transaction,
      { ...escalation, version: 1, assignedToId: null },
      { type: 'escalation.created', fromStatus: null, at: now, note: null },
    )
  })
  return { escalationId: id }
}

function refuseMissing(error: unknown): never {
  const reference = missingReference(error)
  if (reference === 'customer' || reference === 'booking') throw new NotFoundError(reference, [`${reference}Id`])
  throw error
}
