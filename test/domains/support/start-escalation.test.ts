import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provisionStaff } from '#domains/identity/use-cases/provision-staff.ts'
import { systemViewer } from '#kernel/viewer.ts'
import { hashPassword } from '#platform/crypto/passwords.ts'
import { actAs, PASSWORD, signIn } from '../../support/business.ts'
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
const selection = 'status assignedTo { id } assignedAt startedAt version'

function start(input: object, token: string) {
  return outcomeOf(sendStep(desk, 'startEscalation', input, token, selection))
}

/** Owner of the whole business, and member of none of its stations. */
async function hireOwner(): Promise<string> {
  const email = 'owner@example.com'
  await provisionStaff(actAs(desk.gateway, systemViewer('platform')), {
    organizationId: desk.business.organizationId,
    email,
    fullName: 'Olive Owner',
    passwordHash: await hashPassword(PASSWORD),
    roles: [{ code: 'ORGANIZATION_OWNER', stationId: null }],
    memberships: [],
  })
  return (await signIn(desk.gateway, email)).token
}

describe('startEscalation', () => {
  it('begins the work of whoever has the escalation, also when somebody else says so', async () => {
    const { escalationId } = await openAs(desk, 'ASSIGNED')
    desk.clock.time = LATER
    const { escalation } = await start({ escalationId, expectedVersion: 2 }, desk.manager.token)
    desk.clock.time = MONDAY
    expect(escalation).toEqual({
      status: 'IN_PROGRESS',
      assignedTo: { id: userId(desk.agent) },
      assignedAt: MONDAY.toISOString(),
      startedAt: LATER.toISOString(),
      version: 3,
    })
    expect((await storedHistory(desk, escalationId)).at(-1)).toEqual({
      from_status: 'ASSIGNED',
      to_status: 'IN_PROGRESS',
      level: 'T1',
      assigned_to_id: desk.agent.userId,
      actor_id: desk.manager.userId,
      note: null,
      created_at: LATER,
    })
    const events = await storedEvents(desk, escalationId)
    expect(events.slice(2)).toEqual([
      {
        type: 'escalation.started',
        aggregate_version: 3,
        actor_id: desk.manager.userId,
        station_id: desk.business.stationIds[0],
        occurred_at: LATER,
        payload: {
          priority: 'NORMAL',
          level: 'T1',
          fromStatus: 'ASSIGNED',
          toStatus: 'IN_PROGRESS',
          assignedToId: desk.agent.userId,
          customerId: null,
          bookingId: null,
        },
      },
    ])
  })

  it('gives an escalation that nobody has to whoever starts it', async () => {
    const escalationId = await open(desk)
    desk.clock.time = LATER
    const { escalation } = await start({ escalationId, expectedVersion: 1 }, desk.agent.token)
    desk.clock.time = MONDAY
    expect(escalation).toEqual({
      status: 'IN_PROGRESS',
      assignedTo: { id: userId(desk.agent) },
      assignedAt: LATER.toISOString(),
      startedAt: LATER.toISOString(),
      version: 2,
    })
    const [, started] = await storedEvents(desk, escalationId)
    expect(started?.payload).toMatchObject({ fromStatus: 'PENDING', assignedToId: desk.agent.userId })
  })

  it('does not give it to somebody who is no member of the station', async () => {
    const owner = await hireOwner()
    const pending = { escalationId: await open(desk), expectedVersion: 1 }
    expect(await withoutTrace(desk, () => start(pending, owner))).toEqual({
      __typename: 'NotAMemberError',
      code: 'NOT_A_MEMBER',
      message: 'Nobody has this escalation, and only a member of its station can take it: assign it to one first.',
      path: null,
    })
    const assigned = await openAs(desk, 'ASSIGNED')
    expect((await start(assigned, owner)).escalation).toMatchObject({ assignedTo: { id: userId(desk.agent) } })
  })
})

describeRefusals(() => desk, {
  step: 'startEscalation',
  permission: 'support:escalation:start',
  from: 'ASSIGNED',
  to: 'IN_PROGRESS',
  refusedIn: ['IN_PROGRESS', 'RESOLVED', 'CLOSED'],
  details: () => ({}),
})
