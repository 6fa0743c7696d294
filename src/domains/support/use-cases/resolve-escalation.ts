import { parseInput } from '#kernel/validation.ts'
import { actorOf } from '#kernel/viewer.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { resolution } from '../model/escalation-input.ts'
import { statusAfter } from '../model/escalation-status.ts'
import { type EscalationChoice, findEscalationToChange } from './find-escalation-to-change.ts'
import { takeStep } from './take-step.ts'

export type ResolveEscalationInput = EscalationChoice & { resolutionNotes: string }

/** Says that the matter is settled, and how. */
export async function resolveEscalation(context: UseCaseContext, input: ResolveEscalationInput) {
  const { viewer, clock, unitOfWork } = context
  const { resolutionNotes } = parseInput(resolution, { resolutionNotes: input.resolutionNotes })
  await unitOfWork.run(viewer, async (transaction) => {
    const escalation = await findEscalationToChange(context, transaction, input, 'support:escalation:resolve')
    const status = statusAfter(escalation.status, 'resolve')
    const at = clock.now()
    const changes = { status, resolvedById: actorOf(viewer), resolvedAt: at, resolutionNotes }
    await takeStep(context, transaction, escalation, {
      type: 'escalation.resolved',
      changes,
      at,
      note: resolutionNotes,
    })
  })
  return { escalationId: input.escalationId }
}
