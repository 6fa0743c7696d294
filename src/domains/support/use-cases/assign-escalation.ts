import { NotFoundError } from '#kernel/errors.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { statusAfter } from '../model/escalation-status.ts'
import { missingReference } from '../store/missing-reference.ts'
import { type EscalationChoice, findEscalationToChange } from './find-escalation-to-change.ts'
import { takeStep } from './take-step.ts'

export type AssignEscalationInput = EscalationChoice & { assigneeId: string }

/** Gives an escalation to a member of its station; work that has begun goes on in other hands. */
export async function assignEscalation(context: UseCaseContext, { assigneeId, ...choice }: AssignEscalationInput) {
  const { viewer, clock, unitOfWork } = context
  await unitOfWork.run(viewer, async (transaction) => {
    const escalation = await findEscalationToChange(context, transaction, choice, 'support:escalation:assign')
    const status = statusAfter(escalation.status, 'assign')
    const at = clock.now()
    const changes = { status, assignedToId: assigneeId, assignedAt: at }
    await takeStep(context, transaction, escalation, { type: 'escalation.assigned', changes, at }).catch(refuseStranger)
  })
  return { escalationId: choice.escalationId }
}

function refuseStranger(error: unknown): never {
  if (missingReference(error) === 'assignee') throw new NotFoundError('user', ['assigneeId'])
  throw error
}
