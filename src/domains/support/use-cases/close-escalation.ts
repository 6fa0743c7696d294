import type { UseCaseContext } from '#platform/use-case-context.ts'
import { statusAfter } from '../model/escalation-status.ts'
import { type EscalationChoice, findEscalationToChange } from './find-escalation-to-change.ts'
import { takeStep } from './take-step.ts'

/** Puts a resolved escalation away. */
export async function closeEscalation(context: UseCaseContext, choice: EscalationChoice) {
  const { viewer, clock, unitOfWork } = context
  await unitOfWork.run(viewer, async (transaction) => {
    const escalation = await findEscalationToChange(context, transaction, choice, 'support:escalation:close')
    const status = statusAfter(escalation.status, 'close')
    const at = clock.now()
    await takeStep(context, transaction, escalation, {
      type: 'escalation.closed',
      changes: { status, closedAt: at },
      at,
    })
  })
  return { escalationId: choice.escalationId }
}
