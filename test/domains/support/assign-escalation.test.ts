import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hire } from '../../support/business.ts'
import {
  type HelpDesk,
  MONDAY,
  open,
  openAs,
  openDesk,
  outcomeOf,
  sendStep,
  storedEvents,
  storedHistory,
  userId,
  withoutTrace,
} from './help-desk.ts'
import { describeRefusals } from './step-refusals.ts'

let desk: HelpDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.stop())

const LATER = new Date(MONDAY.getTime() + 60_000)
const selection = 'id status assignedTo { id } assignedAt startedAt createdAt updatedAt version'

function assign(input: object, token = desk.manager.token) {
  return outcomeOf(sendStep(desk, 'assignEscalation', input, token, selection))
}

describe('assignEscalation', () => {
  it('gives a pending escalation to a member of its station', async () => {
    const escalationId = await open(desk, { priority: 'LOW', customerId: desk.customer })
    desk.clock.time = LATER
    const { escalation } = await assign({ escalationId, assigneeId: userId(desk.agent), expectedVersion: 1 })
    desk.clock.time = MONDAY
    expect(escalation).toEqual({
      id: escalationId,
      status: 'ASSIGNED',
      assignedTo: { id: userId(desk.agent) },
      assignedAt: LATER.toISOString(),
      startedAt: null,
      createdAt: MONDAY.toISOString(),
      updatedAt: LATER.toISOString(),
      version: 2,
    })
    expect((await storedHistory(desk, escalationId)).at(-1)).toEqual({
      from_status: 'PENDING',
      to_status: 'ASSIGNED',
      level: 'T1',
      assigned_to_id: desk.agent.userId,
      actor_id: desk.manager.userId,
      note: null,
      created_at: LATER,
    })
    expect((await storedEvents(desk, escalationId)).slice(1)).toEqual([
      {
        type: 'escalation.assigned',
        aggregate_version: 2,
        actor_id: desk.manager.userId,
        station_id: desk.business.stationIds[0],
        occurred_at: LATER,
        payload: {
          priority: 'LOW',
          level: 'T1',
          fromStatus: 'PENDING',
          toStatus: 'ASSIGNED',
          assignedToId: desk.agent.userId,
          customerId: expect.any(String),
          bookingId: null,
        },
      },
    ])
  })

  it.each(['ASSIGNED', 'IN_PROGRESS'] as const)(
    'hands one that is %s over without a change of status',
    async (status) => {
      const { escalationId, expectedVersion } = await openAs(desk, status)
      const { escalation } = await assign({ escalationId, assigneeId: userId(desk.manager), expectedVersion })
      expect(escalation).toMatchObject({
        status,
        assignedTo: { id: userId(desk.manager) },
        version: expectedVersion + 1,
      })
      const [event] = (await storedEvents(desk, escalationId)).slice(-1)
      expect(event).toMatchObject({
        type: 'escalation.assigned',
        payload: { fromStatus: status, toStatus: status, assignedToId: desk.manager.userId },
      })
    },
  )

  it('finds nobody who is not a member of the station, of this business or another', async () => {
    const [, second = ''] = desk.business.stationIds
    const colleague = await hire(desk.gateway, desk.business, 'CUSTOMER_SUPPORT', [second])
    const { escalationId, expectedVersion } = await openAs(desk, 'ASSIGNED')
    await withoutTrace(desk, async () => {
      for (const assigneeId of [userId(colleague), userId(desk.stranger), 'user_01h455vb4pex5vsknk084sn02q']) {
        expect(await assign({ escalationId, assigneeId, expectedVersion })).toEqual({
          __typename: 'NotFoundError',
          code: 'NOT_FOUND',
          message: 'There is no such user.',
          path: ['assigneeId'],
        })
      }
    })
  })
})

describeRefusals(() => desk, {
  step: 'assignEscalation',
  permission: 'support:escalation:assign',
  from: 'PENDING',
  to: 'ASSIGNED',
  refusedIn: ['RESOLVED', 'CLOSED'],
  details: () => ({ assigneeId: userId(desk.agent) }),
})
