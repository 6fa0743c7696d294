import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hire } from '../../support/business.ts'
import { codesOf, type HelpDesk, hireFor, join, MONDAY, open, openAs, openDesk, userId } from './help-desk.ts'

let desk: HelpDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.stop())

const BY_ID = 'query ($id: ID!) { escalation(id: $id) { id } }'

describe('escalation', () => {
  it('reads all there is to know about one, each kind of thing by one statement', async () => {
    const { escalationId } = await openAs(desk, 'CLOSED', {
      customerId: desk.customer,
      bookingId: desk.booking,
      priority: 'HIGH',
    })
    desk.gateway.takeStatements()
    const { escalation } = await desk.gateway.query<{ escalation: object }>(
      `query ($id: ID!) { escalation(id: $id) {
        id station { id } customer { id } booking { id } assignedTo { id } resolvedBy { id } reason summary priority level status
        resolutionNotes assignedAt startedAt resolvedAt closedAt version createdAt updatedAt
        history(first: 2) { totalCount nodes { id } } } }`,
      { id: escalationId },
      desk.agent.token,
    )
    const now = MONDAY.toISOString()
    expect(escalation).toEqual({
      id: escalationId,
      station: { id: desk.here },
      customer: { id: desk.customer },
      booking: { id: desk.booking },
      assignedTo: { id: userId(desk.agent) },
      resolvedBy: { id: userId(desk.manager) },
      reason: 'OTHER',
      summary: 'Something is wrong',
      priority: 'HIGH',
      level: 'T1',
      status: 'CLOSED',
      resolutionNotes: 'Done',
      assignedAt: now,
      startedAt: now,
      resolvedAt: now,
      closedAt: now,
      version: 5,
      createdAt: now,
      updatedAt: now,
      history: { totalCount: 5, nodes: [{ id: expect.any(String) }, { id: expect.any(String) }] },
    })
    // The escalation, station, customer, booking, both people at once, page and count of the history; begin and commit.
    expect(desk.gateway.takeStatements()).toHaveLength(9)
  })

  it('finds none that there is not, that is somebody else’s, or that is at a station where one may not look', async () => {
    const here = await open(desk)
    const there = await open(desk, { stationId: desk.there })
    const read = (id: string, token: string) => desk.gateway.query(BY_ID, { id }, token)
    expect(await read(here, desk.observer.token)).toEqual({ escalation: { id: here } })
    for (const [id, token] of [
      ['escalation_01h455vb4pex5vsknk084sn02q', desk.manager.token],
      [desk.here, desk.manager.token],
      [here, desk.stranger.token],
      [there, desk.observer.token],
    ] as const) {
      expect(await read(id, token)).toEqual({ escalation: null })
    }
  })

  it('hides what is at a station of which one is only a member', async () => {
    const [first, second = ''] = desk.business.stationIds
    const clerk = await hire(desk.gateway, desk.business, 'CUSTOMER_SUPPORT', [second])
    await join(desk, clerk, first)
    const id = await open(desk)
    expect(await desk.gateway.query(BY_ID, { id }, clerk.token)).toEqual({ escalation: null })
  })

  it('refuses what is no id, whoever may not read escalations, and whoever is not signed in', async () => {
    expect(codesOf(await desk.gateway.send(BY_ID, { id: '7' }, desk.manager.token))).toEqual(['BAD_USER_INPUT'])
    const id = await open(desk)
    const { token } = await hireFor(desk, ['support:escalation:create'])
    expect(codesOf(await desk.gateway.send(BY_ID, { id }, token))).toEqual(['FORBIDDEN'])
    expect(codesOf(await desk.gateway.send(BY_ID, { id }))).toEqual(['UNAUTHENTICATED'])
  })

  it('tells whom and what it is about only to those who may see customers and bookings', async () => {
    const id = await open(desk, { customerId: desk.customer, bookingId: desk.booking })
    const { token } = await hireFor(desk, ['support:escalation:read'])
    const text = 'query ($id: ID!) { escalation(id: $id) { id customer { id } booking { id } } }'
    const { body } = await desk.gateway.send(text, { id }, token)
    expect(body.data).toEqual({ escalation: { id, customer: null, booking: null } })
    const forbidden = { extensions: { code: 'FORBIDDEN' } }
    expect(body.errors).toMatchObject([
      { path: ['escalation', 'customer'], ...forbidden },
      { path: ['escalation', 'booking'], ...forbidden },
    ])
  })
})
