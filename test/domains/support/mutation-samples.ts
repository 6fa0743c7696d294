import { assignEscalation } from '#domains/support/use-cases/assign-escalation.ts'
import { createEscalation } from '#domains/support/use-cases/create-escalation.ts'
import { resolveEscalation } from '#domains/support/use-cases/resolve-escalation.ts'
import { startEscalation } from '#domains/support/use-cases/start-escalation.ts'
import { publicId } from '#graphql/ids.ts'
import { asStaff, type BookingScene } from '../../support/bookings.ts'
import { type MutationSamples, sampleOf } from '../../support/mutation-sample.ts'

const ESCALATION = 'escalation { id status version assignedTo { id } history(first: 10) { nodes { toStatus } } }'

/** An escalation of the manager's that has come so far. */
async function newEscalation(scene: BookingScene, steps: 0 | 1 | 2 | 3) {
  const { stationId, manager } = scene
  const context = asStaff(scene, [
    'support:escalation:create',
    'support:escalation:assign',
    'support:escalation:start',
    'support:escalation:resolve',
  ])
  const fields = { reason: 'OTHER', summary: 'Something', priority: 'HIGH' }
  const { escalationId } = await createEscalation(context, { stationId, customerId: null, bookingId: null, fields })
  const at = (expectedVersion: number) => ({ escalationId, expectedVersion })
  if (steps > 0) await assignEscalation(context, { ...at(1), assigneeId: manager.userId })
  if (steps > 1) await startEscalation(context, at(2))
  if (steps > 2) await resolveEscalation(context, { ...at(3), resolutionNotes: 'Settled' })
  return { escalationId: publicId('escalation', escalationId), expectedVersion: steps + 1 }
}

export const supportSamples: MutationSamples = {
  createEscalation: async ({ stationId, customerId }) => {
    const about = { stationId: publicId('station', stationId), customerId: publicId('customer', customerId) }
    return sampleOf(
      'createEscalation',
      ESCALATION,
      { ...about, reason: 'COMPLAINT', summary: 'Too cold', priority: 'URGENT' },
      ['escalation.created'],
    )
  },
  assignEscalation: async (scene) => {
    const assigneeId = publicId('user', scene.manager.userId)
    const escalation = await newEscalation(scene, 0)
    return sampleOf('assignEscalation', ESCALATION, { ...escalation, assigneeId }, ['escalation.assigned'])
  },
  startEscalation: async (scene) =>
    sampleOf('startEscalation', ESCALATION, await newEscalation(scene, 1), ['escalation.started']),
  resolveEscalation: async (scene) => {
    const escalation = await newEscalation(scene, 2)
    return sampleOf('resolveEscalation', ESCALATION, { ...escalation, resolutionNotes: 'So' }, ['escalation.resolved'])
  },
  closeEscalation: async (scene) =>
    sampleOf('closeEscalation', ESCALATION, await newEscalation(scene, 3), ['escalation.closed']),
}
