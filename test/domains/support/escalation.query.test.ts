import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hire } from '../../support/business.ts'
import { codesOf, type HelpDesk, MONDAY, open, openAs, openDesk, userId } from './help-desk.ts'

let desk: HelpDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.stop())

const BY_ID = 'query ($id: ID!) { escalation(id: $id) { id } }'

describe('escalation', () => {
  it('reads all there is to know about one, each kind of thing by one statement', async () => {
    const { escalationId } = await openAs(desk, 'CLOSED', { customerId: desk.customer, priority: 'HIGH' })
    desk.gateway.takeStatements()
    const { escalation } = await desk.gateway.query<{ escalation: object }>(
      `query ($id: ID!) { escalation(id: $id) {
        id station { id } customer { id } assignedTo { id } resolvedBy { id } reason summary priority level status
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
    // The escalation, station, customer, both people at once, page and count of the history; begin and commit.
    expect(desk.gateway.takeStatements()).toHaveLength(8)
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
    await desk.gateway.sql(
      `insert into identity.station_members (organization_id, station_id, user_id, updated_at)
       values ($1, $2, $3, now())`,
      [desk.business.organizationId, first, clerk.userId],
    )
    const id = await open(desk)
    expect(await desk.gateway.query(BY_ID, { id }, clerk.token)).toEqual({ escalation: null })
  })

  it('refuses what is no id, whoever may not read escalations, and whoever is not signed in', async () => {
    expect(codesOf(await desk.gateway.send(BY_ID, { id: '7' }, desk.manager.token))).toEqual(['BAD_USER_INPUT'])
    const id = await open(desk)
    const newcomer = await hire(desk.gateway, desk.business, 'CHEF')
    await desk.gateway.sql('delete from identity.user_roles where user_id = $1', [newcomer.userId])
    expect(codesOf(await desk.gateway.send(BY_ID, { id }, newcomer.token))).toEqual(['FORBIDDEN'])
    expect(codesOf(await desk.gateway.send(BY_ID, { id }))).toEqual(['UNAUTHENTICATED'])
  })

  it('tells whom it is about only to those who may see customers', async () => {
    const id = await open(desk, { customerId: desk.customer })
    const blind = await hireWithout('customers:customer:read')
    const text = 'query ($id: ID!) { escalation(id: $id) { id customer { id } } }'
    const { body } = await desk.gateway.send(text, { id }, blind)
    expect(body.data).toEqual({ escalation: { id, customer: null } })
    expect(body.errors).toMatchObject([{ path: ['escalation', 'customer'], extensions: { code: 'FORBIDDEN' } }])
  })
})

/** The token of somebody with a role of the business's own: an agent's without this permission. */
async function hireWithout(permission: string): Promise<string> {
  const person = await hire(desk.gateway, desk.business, 'CUSTOMER_SUPPORT', [desk.business.stationIds[0]])
  const [role] = await desk.gateway.sql<{ id: string }>(
    `insert into identity.roles (id, organization_id, code, name, rank, updated_at)
     values (gen_random_uuid(), $1, 'BLIND_AGENT', 'Blind agent', 30, now()) returning id`,
    [desk.business.organizationId],
  )
  await desk.gateway.sql(
    `insert into identity.role_permissions (role_id, permission_code)
     select $1, permission_code from identity.role_permissions
     join identity.roles on roles.id = role_id where roles.code = 'CUSTOMER_SUPPORT' and permission_code <> $2`,
    [role?.id, permission],
  )
  await desk.gateway.sql('update identity.user_roles set role_id = $1 where user_id = $2', [role?.id, person.userId])
  return person.token
}
