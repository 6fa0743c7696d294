import type { Faker } from '@faker-js/faker'
import { assignEscalation } from '#domains/support/use-cases/assign-escalation.ts'
import { closeEscalation } from '#domains/support/use-cases/close-escalation.ts'
import { createEscalation } from '#domains/support/use-cases/create-escalation.ts'
import { resolveEscalation } from '#domains/support/use-cases/resolve-escalation.ts'
import { startEscalation } from '#domains/support/use-cases/start-escalation.ts'
import { systemViewer } from '#kernel/viewer.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { inBatches, type Scene, SceneClock } from './scene.ts'
import type { SeededStation } from './staff.ts'

const MATTERS = [
  { reason: 'COMPLAINT', summary: 'The chef came an hour late, and the guests had to wait.' },
  { reason: 'COMPLAINT', summary: 'Part of the menu was missing; the customer wants something back.' },
  { reason: 'BOOKING_CHANGE', summary: 'Wants to move to the following weekend with twelve guests more.' },
  { reason: 'PAYMENT', summary: 'Says that the deposit was taken twice.' },
  { reason: 'SAFETY', summary: 'A guest has a shellfish allergy that the booking does not mention.' },
  { reason: 'LOST_AND_FOUND', summary: 'A set of knives was left at the venue.' },
  { reason: 'OTHER', summary: 'Asks for an invoice with another company name.' },
]
const PRIORITIES = ['LOW', 'NORMAL', 'NORMAL', 'HIGH', 'URGENT']
const RESOLUTIONS = [
  'Spoke to the customer on the phone; all is settled.',
  'Sent a voucher with an apology.',
  'Corrected the booking and confirmed it by e-mail.',
]

/** How far an escalation has come. */
const OUTCOMES = ['PENDING', 'ASSIGNED', 'IN_PROGRESS', 'RESOLVED', 'CLOSED', 'CLOSED'] as const

interface EscalationPlan {
  at: Date
  outcome: (typeof OUTCOMES)[number]
  customerId: string
  assigneeId: string
  fields: { reason: string; summary: string; priority: string }
  resolution: string
}

/** Opens escalations about customers of a station over the two months before `today`, and takes them on. */
export async function seedEscalations(
  scene: Scene,
  station: SeededStation,
  { count, customerIds, today, faker }: { count: number; customerIds: readonly string[]; today: Date; faker: Faker },
): Promise<void> {
  const desk = station.members.filter(({ role }) => role !== 'CHEF' && role !== 'OBSERVER')
  const plans = Array.from({ length: count }, (_, at): EscalationPlan => {
    const priority = faker.helpers.arrayElement(PRIORITIES)
    return {
      at: new Date(today.getTime() - ((count - at) / count) * 60 * 24 * 60 * 60 * 1000),
      outcome: OUTCOMES[at % OUTCOMES.length] ?? 'PENDING',
      customerId: faker.helpers.arrayElement(customerIds),
      assigneeId: faker.helpers.arrayElement(desk).userId,
      fields: { ...faker.helpers.arrayElement(MATTERS), priority },
      resolution: faker.helpers.arrayElement(RESOLUTIONS),
    }
  })
  const clock = new SceneClock(today)
  const viewer = systemViewer('platform', { stationIds: [station.id], organizationIds: [station.organizationId] })
  await inBatches(scene.context(viewer, clock), plans, (context, plan) =>
    playEscalation(context, clock, station.id, plan),
  )
}

async function playEscalation(context: UseCaseContext, clock: SceneClock, stationId: string, plan: EscalationPlan) {
  const { at, outcome, customerId, assigneeId, fields, resolution } = plan
  const laterBy = (minutes: number) => clock.set(new Date(at.getTime() + minutes * 60_000))
  laterBy(0)
  const { escalationId } = await createEscalation(context, { stationId, customerId, bookingId: null, fields })
  const steps = {
    ASSIGNED: () => assignEscalation(context, { escalationId, assigneeId, expectedVersion: 1 }),
    IN_PROGRESS: () => startEscalation(context, { escalationId, expectedVersion: 2 }),
    RESOLVED: () => resolveEscalation(context, { escalationId, resolutionNotes: resolution, expectedVersion: 3 }),
    CLOSED: () => closeEscalation(context, { escalationId, expectedVersion: 4 }),
  }
  if (outcome === 'PENDING') return
  for (const [number, [state, take]] of Object.entries(steps).entries()) {
    laterBy((number + 1) * 15)
    await take()
    if (state === outcome) return
  }
}
