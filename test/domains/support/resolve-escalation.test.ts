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
  userId,
  uuidOf,
  withoutTrace,
} from './help-desk.ts'
import { describeRefusals } from './step-refusals.ts'

let desk: HelpDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.stop())

const LATER = new Date(MONDAY.getTime() + 60_000)
const NOTES = 'The grill was found and brought.'
const selection = 'status assignedTo { id } resolvedBy { id } resolutionNotes resolvedAt closedAt version'

function resolve(input: object) {
  return outcomeOf(sendStep(desk, 'resolveEscalation', input, desk.manager.token, selection))
}

describe('resolveEscalation', () => {
  it('settles the matter, and keeps how and by whom', async () => {
    const { escalationId, expectedVersion } = await openAs(desk, 'IN_PROGRESS', { priority: 'HIGH' })
    desk.clock.time = LATER
    const { escalation } = await resolve({ escalationId, expectedVersion, resolutionNotes: ` ${NOTES} ` })
    desk.clock.time = MONDAY
    expect(escalation).toEqual({
      status: 'RESOLVED',
      assignedTo: { id: userId(desk.agent) },
      resolvedBy: { id: userId(desk.manager) },
      resolutionNotes: NOTES,
      resolvedAt: LATER.toISOString(),
      closedAt: null,
      version: 4,
    })
    expect((await storedHistory(desk, escalationId)).at(-1)).toEqual({
      from_status: 'IN_PROGRESS',
      to_status: 'RESOLVED',
      level: 'T1',
      assigned_to_id: desk.agent.userId,
      actor_id: desk.manager.userId,
      note: NOTES,
      created_at: LATER,
    })
    expect((await storedEvents(desk, escalationId)).slice(3)).toEqual([
      {
        type: 'escalation.resolved',
        aggregate_version: 4,
        actor_id: desk.manager.userId,
        station_id: desk.business.stationIds[0],
        occurred_at: LATER,
        payload: {
          priority: 'HIGH',
          level: 'T1',
          fromStatus: 'IN_PROGRESS',
          toStatus: 'RESOLVED',
          assignedToId: desk.agent.userId,
          customerId: null,
          bookingId: null,
        },
      },
    ])
  })

  it('settles one that nobody has begun, or that waits for the customer', async () => {
    const assigned = await openAs(desk, 'ASSIGNED')
    expect((await resolve({ ...assigned, resolutionNotes: NOTES })).escalation).toMatchObject({ status: 'RESOLVED' })
    const waiting = await openAs(desk, 'IN_PROGRESS')
    await desk.gateway.sql(`update support.escalations set status = 'WAITING_CUSTOMER' where id = $1`, [
      uuidOf(waiting.escalationId),
    ])
    expect((await resolve({ ...waiting, resolutionNotes: NOTES })).escalation).toMatchObject({ status: 'RESOLVED' })
    const [event] = (await storedEvents(desk, waiting.escalationId)).slice(-1)
    expect(event?.payload).toMatchObject({ fromStatus: 'WAITING_CUSTOMER', toStatus: 'RESOLVED' })
  })

  it('takes notes of 4000 characters and refuses one more, or none', async () => {
    const chosen = await openAs(desk, 'IN_PROGRESS')
    await withoutTrace(desk, async () => {
      expect(await resolve({ ...chosen, resolutionNotes: 'x'.repeat(4_001) })).toMatchObject({
        __typename: 'ValidationError',
        path: ['resolutionNotes'],
        issues: [{ path: ['resolutionNotes'], message: 'must have at most 4000 characters' }],
      })
      expect(await resolve({ ...chosen, resolutionNotes: '\n' })).toMatchObject({
        issues: [{ path: ['resolutionNotes'], message: 'must not be empty' }],
      })
    })
    const { __typename } = await resolve({ ...chosen, resolutionNotes: 'x'.repeat(4_000) })
    expect(__typename).toBe('ResolveEscalationPayload')
  })
})

describeRefusals(() => desk, {
  step: 'resolveEscalation',
  permission: 'support:escalation:resolve',
  from: 'IN_PROGRESS',
  to: 'RESOLVED',
  refusedIn: ['PENDING', 'RESOLVED', 'CLOSED'],
  details: () => ({ resolutionNotes: NOTES }),
})
