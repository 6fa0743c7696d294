import { actorOf } from '#kernel/viewer.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { statusAfter } from '../model/escalation-status.ts'
import { NotAMemberError } from '../model/refusals.ts'
import { missingReference } from '../store/missing-reference.ts'
import { type EscalationChoice, findEscalationToChange } from './find-escalation-to-change.ts'
import { takeStep } from './take-step.ts'

/** Begins the work. An escalation that nobody has becomes the viewer's; one that somebody has stays theirs. */
export async function startEscalation(context: UseCaseContext, choice: EscalationChoice) {
  const { viewer, clock, unitOfWork } = context
  await unitOfWork.run(viewer, async (transaction) => {
    const escalation = await findEscalationToChange(context, transaction, choice, 'support:escalation:start')
    const status = statusAfter(escalation.status, 'start')
    const at = clock.now()
    const taken = escalation.assignedToId === null && { assignedToId: actorOf(viewer), assignedAt: at }
    const changes = { status, startedAt: at, ...taken }
    await takeStep(context, transaction, escalation, { type: 'escalation.started', changes, at }).catch(refuseStranger)
  })
  return { escalationId: choice.escalationId }
}

function refuseStranger(error: unknown): never {
  if (missingReference(error) === 'assignee') throw new NotAMemberError()
  throw error
}
