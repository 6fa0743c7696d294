import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type HelpDesk,
  MONDAY,
  openAs,
  openDesk,
  outcomeOf,
  sendStep,
  storedEvents,
  storedHistory,
} from './help-desk.ts'
import { describeRefusals } from './step-refusals.ts'

let desk: HelpDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.stop())

const LATER = new Date(MONDAY.getTime() + 60_000)

describe('closeEscalation', () => {
  it('puts a resolved escalation away', async () => {
    const { escalationId, expectedVersion } = await openAs(desk, 'RESOLVED')
    desk.clock.time = LATER
    const input = { escalationId, expectedVersion }
    const selection = 'status resolutionNotes resolvedAt closedAt version'
    const sent = sendStep(desk, 'closeEscalation', input, desk.agent.token, selection)
    const { escalation } = await outcomeOf(sent)
    desk.clock.time = MONDAY
    expect(escalation).toEqual({
      status: 'CLOSED',
      resolutionNotes: 'Done',
      resolvedAt: MONDAY.toISOString(),
      closedAt: LATER.toISOString(),
      version: 5,
    })
    expect((await storedHistory(desk, escalationId)).at(-1)).toEqual({
      from_status: 'RESOLVED',
      to_status: 'CLOSED',
      level: 'T1',
      assigned_to_id: desk.agent.userId,
      actor_id: desk.agent.userId,
      note: null,
      created_at: LATER,
    })
    expect((await storedEvents(desk, escalationId)).slice(4)).toEqual([
      {
        type: 'escalation.closed',
        aggregate_version: 5,
        actor_id: desk.agent.userId,
        station_id: desk.business.stationIds[0],
        occurred_at: LATER,
        payload: {
          priority: 'NORMAL',
          level: 'T1',
          fromStatus: 'RESOLVED',
          toStatus: 'CLOSED',
          assignedToId: desk.agent.userId,
          customerId: null,
          bookingId: null,
        },
      },
    ])
  })
})

describeRefusals(() => desk, {
  step: 'closeEscalation',
  permission: 'support:escalation:close',
  from: 'RESOLVED',
  to: 'CLOSED',
  refusedIn: ['PENDING', 'ASSIGNED', 'IN_PROGRESS', 'CLOSED'],
  details: () => ({}),
})
