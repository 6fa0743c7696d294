import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addCustomer } from '../../support/business.ts'
import {
  codesOf,
  type HelpDesk,
  MONDAY,
  openDesk,
  outcomeOf,
  sendCreate,
  storedEvents,
  storedHistory,
  withoutTrace,
} from './help-desk.ts'

let desk: HelpDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.stop())

const complaint = (fields: object = {}) => ({
  stationId: desk.here,
  reason: 'COMPLAINT',
  summary: 'The grill never arrived.',
  ...fields,
})

describe('createEscalation', () => {
  it('opens an escalation that waits on the first level for somebody to take it', async () => {
    const input = complaint({ customerId: desk.customer, bookingId: desk.booking, priority: 'URGENT' })
    const selection = `id station { id } customer { id } booking { id } assignedTo { id } resolvedBy { id } reason summary priority level
      status resolutionNotes assignedAt startedAt resolvedAt closedAt version createdAt updatedAt`
    const { __typename, escalation } = await outcomeOf(sendCreate(desk, input, desk.agent.token, selection))
    expect(__typename).toBe('CreateEscalationPayload')
    expect(escalation).toEqual({
      id: expect.stringMatching(/^escalation_[0-9a-z]{26}$/),
      station: { id: desk.here },
      customer: { id: desk.customer },
      booking: { id: desk.booking },
      assignedTo: null,
      resolvedBy: null,
      reason: 'COMPLAINT',
      summary: 'The grill never arrived.',
      priority: 'URGENT',
      level: 'T1',
      status: 'PENDING',
      resolutionNotes: null,
      assignedAt: null,
      startedAt: null,
      resolvedAt: null,
      closedAt: null,
      version: 1,
      createdAt: MONDAY.toISOString(),
      updatedAt: MONDAY.toISOString(),
    })
  })

  it('begins the history and tells of it once, without the words of the summary', async () => {
    const { escalation } = await outcomeOf(sendCreate(desk, complaint({ priority: 'HIGH' }), desk.agent.token))
    const id = String(escalation?.id)
    expect(await storedHistory(desk, id)).toEqual([
      {
        from_status: null,
        to_status: 'PENDING',
        level: 'T1',
        assigned_to_id: null,
        actor_id: desk.agent.userId,
        note: null,
        created_at: MONDAY,
      },
    ])
    expect(await storedEvents(desk, id)).toEqual([
      {
        type: 'escalation.created',
        aggregate_version: 1,
        actor_id: desk.agent.userId,
        station_id: desk.business.stationIds[0],
        occurred_at: MONDAY,
        payload: {
          priority: 'HIGH',
          level: 'T1',
          fromStatus: null,
          toStatus: 'PENDING',
          assignedToId: null,
          customerId: null,
          bookingId: null,
        },
      },
    ])
  })

  it('takes the priority NORMAL when none is given, and trims the summary', async () => {
    const input = complaint({ summary: '  The grill never arrived.\n' })
    const { escalation } = await outcomeOf(sendCreate(desk, input, desk.agent.token, 'id priority summary'))
    expect(escalation).toMatchObject({ priority: 'NORMAL', summary: 'The grill never arrived.' })
  })

  it('takes a summary of 2000 characters and refuses one more, or none', async () => {
    const longest = await outcomeOf(sendCreate(desk, complaint({ summary: 'x'.repeat(2_000) }), desk.agent.token))
    expect(longest.__typename).toBe('CreateEscalationPayload')
    await withoutTrace(desk, async () => {
      const longer = await outcomeOf(sendCreate(desk, complaint({ summary: 'x'.repeat(2_001) }), desk.agent.token))
      expect(longer).toMatchObject({
        __typename: 'ValidationError',
        path: ['summary'],
        issues: [{ path: ['summary'], message: 'must have at most 2000 characters' }],
      })
      const empty = await outcomeOf(sendCreate(desk, complaint({ summary: ' ' }), desk.agent.token))
      expect(empty).toMatchObject({ issues: [{ path: ['summary'], message: 'must not be empty' }] })
    })
  })

  it('does not find a customer of another station', async () => {
    const [, second = ''] = desk.business.stationIds
    const customerThere = await addCustomer(desk.gateway, { ...desk.business, stationIds: [second] })
    const input = complaint({ customerId: customerThere })
    const outcome = await withoutTrace(desk, () => outcomeOf(sendCreate(desk, input, desk.manager.token)))
    expect(outcome).toEqual({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      message: 'There is no such customer.',
      path: ['customerId'],
    })
  })

  it('does not find a booking that there is not', async () => {
    const input = complaint({ bookingId: 'booking_01h455vb4pex5vsknk084sn02q' })
    const outcome = await withoutTrace(desk, () => outcomeOf(sendCreate(desk, input, desk.agent.token)))
    expect(outcome).toMatchObject({ message: 'There is no such booking.', path: ['bookingId'] })
  })

  it("answers somebody else's station like one that does not exist", async () => {
    const unknown = { stationId: 'station_01h455vb4pex5vsknk084sn02q' }
    await withoutTrace(desk, async () => {
      const foreign = await outcomeOf(sendCreate(desk, complaint({ stationId: desk.elsewhere }), desk.agent.token))
      const missing = await outcomeOf(sendCreate(desk, complaint(unknown), desk.agent.token))
      expect(foreign).toEqual({
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        message: 'There is no such station.',
        path: null,
      })
      expect(missing).toEqual(foreign)
    })
  })

  it('refuses ids that are of another kind, or none at all', async () => {
    await withoutTrace(desk, async () => {
      const swapped = complaint({ customerId: desk.here })
      expect(await outcomeOf(sendCreate(desk, swapped, desk.agent.token))).toMatchObject({
        __typename: 'NotFoundError',
        path: ['customerId'],
      })
      const malformed = complaint({ bookingId: '7' })
      expect(await outcomeOf(sendCreate(desk, malformed, desk.agent.token))).toMatchObject({
        __typename: 'ValidationError',
        path: ['bookingId'],
      })
    })
  })

  it('is forbidden to whoever may not open escalations there, wherever else they may', async () => {
    await withoutTrace(desk, async () => {
      for (const { token } of [desk.observer, desk.neighbour]) {
        const answer = await sendCreate(desk, complaint(), token)
        expect(codesOf(answer)).toEqual(['FORBIDDEN'])
        expect(answer.body.errors?.[0]?.message).toBe('This needs the permission support:escalation:create.')
      }
    })
    const there = await outcomeOf(sendCreate(desk, complaint({ stationId: desk.there }), desk.neighbour.token))
    expect(there.__typename).toBe('CreateEscalationPayload')
  })

  it('needs somebody to be signed in', async () => {
    const answer = await withoutTrace(desk, () => sendCreate(desk, complaint()))
    expect(answer.status).toBe(401)
    expect(codesOf(answer)).toEqual(['UNAUTHENTICATED'])
  })
})
