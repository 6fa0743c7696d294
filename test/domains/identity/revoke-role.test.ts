import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { type Business, createBusiness, hire, hireOwner, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { waitFor } from '../../support/wait.ts'
import { act, attempt, type Result, readEvents, readTables, userId } from './staff.ts'

let gateway: TestGateway
let business: Business
let home: string
let branch: string
let owner: StaffMember
let manager: StaffMember
let chef: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
})

beforeEach(async () => {
  business = await createBusiness(gateway, 2)
  const stations = business.stationIds as [string, string]
  home = publicId('station', stations[0])
  branch = publicId('station', stations[1])
  owner = await hireOwner(gateway, business)
  manager = await hire(gateway, business, 'STATION_MANAGER', [stations[0]])
  chef = await hire(gateway, business, 'CHEF', stations)
})

afterAll(() => gateway.stop())

const revoke = (from: StaffMember, role: string, where: object, by: StaffMember) =>
  act(gateway, 'revokeRole', { userId: userId(from), role, ...where }, by)
const WHOLE = { wholeOrganization: true }
const LAST_OWNER = { __typename: 'LastOwnerError', code: 'LAST_OWNER', path: ['userId'] }

const membersOf = (person: StaffMember) =>
  gateway.sql<{ station_id: string; is_primary: boolean; gone: boolean }>(
    `select station_id, is_primary, left_at is not null as gone from identity.station_members where user_id = $1
     order by station_id`,
    [person.userId],
  )

async function ownersOf({ organizationId }: Business): Promise<string[]> {
  const rows = await gateway.sql<{ user_id: string }>(
    `select user_id from identity.user_roles join identity.roles on roles.id = role_id
     where user_roles.organization_id = $1 and code = 'ORGANIZATION_OWNER' and station_id is null order by 1`,
    [organizationId],
  )
  return rows.map(({ user_id: id }) => id)
}

describe('a role that is taken away', () => {
  it('ends within a second, and its holder works there no more', async () => {
    const { __typename, user } = await revoke(chef, 'CHEF', { stationId: home }, manager)
    expect(__typename).toBe('RevokeRolePayload')
    expect(user.roles).toEqual([])
    expect(await membersOf(chef)).toEqual([
      { station_id: business.stationIds[0], is_primary: false, gone: true },
      { station_id: business.stationIds[1], is_primary: false, gone: false },
    ])
    const stations = async () => {
      const { viewer } = await gateway.query<{ viewer: { stations: { id: string }[] } }>(
        '{ viewer { stations { id } } }',
        {},
        chef.token,
      )
      return viewer.stations.length === 1 && viewer.stations[0]?.id === branch
    }
    await waitFor('the station is gone', stations, 1_500)
  })

  it('is told at its station, and written down with who did it', async () => {
    await revoke(chef, 'CHEF', { stationId: home }, manager)
    expect(await readEvents(gateway, business.stationIds[0])).toEqual([
      {
        type: 'member.role_revoked',
        version: 2,
        actor_id: manager.userId,
        payload: { userId: chef.userId, role: 'CHEF', left: true },
      },
    ])
    const written = await gateway.sql(
      `select operation, actor_id from audit.row_changes where table_name = 'identity.user_roles' and actor_id = $1`,
      [manager.userId],
    )
    expect(written).toEqual([{ operation: 'DELETE', actor_id: manager.userId }])
  })

  it('leaves another primary station to who worked first of all at the one that is left', async () => {
    await revoke(chef, 'CHEF', { stationId: home }, owner)
    expect(await membersOf(chef)).toEqual([
      { station_id: business.stationIds[0], is_primary: false, gone: true },
      { station_id: business.stationIds[1], is_primary: true, gone: false },
    ])
  })

  it('leaves the other roles at the station, and who has one works on', async () => {
    await act(gateway, 'grantRole', { userId: userId(chef), role: 'OBSERVER', stationId: home }, owner)
    const { user } = await revoke(chef, 'CHEF', { stationId: home }, owner)
    expect(user.roles).toContainEqual({ code: 'OBSERVER', station: { id: home } })
    expect((await membersOf(chef)).map(({ gone }) => gone)).toEqual([false, false])
    expect((await readEvents(gateway, business.stationIds[0])).at(-1)?.payload).toEqual({
      userId: chef.userId,
      role: 'CHEF',
      left: false,
    })
  })

  it('of the whole organization ends the work at all stations that no other role reaches', async () => {
    await act(gateway, 'grantRole', { userId: userId(chef), role: 'OBSERVER', ...WHOLE }, owner)
    await revoke(chef, 'CHEF', { stationId: home }, owner)
    expect((await membersOf(chef)).map(({ gone }) => gone)).toEqual([false, false])
    await revoke(chef, 'OBSERVER', WHOLE, owner)
    expect((await membersOf(chef)).map(({ gone }) => gone)).toEqual([true, false])
    expect((await readEvents(gateway, business.stationIds[0])).at(-1)?.payload).toEqual({
      userId: chef.userId,
      role: 'OBSERVER',
      left: true,
    })
  })

  it('may be an own one, also that of an owner while there is another', async () => {
    const second = await hireOwner(gateway, business)
    expect((await revoke(second, 'ORGANIZATION_OWNER', WHOLE, second)).__typename).toBe('RevokeRolePayload')
    expect(await ownersOf(business)).toEqual([owner.userId])
  })
})

describe('a role that is not taken away, with nothing changed:', () => {
  const refused: [string, () => Promise<object>, object][] = [
    [
      'one that is not held',
      () => revoke(chef, 'OBSERVER', { stationId: home }, manager),
      { __typename: 'RoleNotHeldError', code: 'ROLE_NOT_HELD', path: ['role'] },
    ],
    [
      'one that is held elsewhere',
      () => revoke(chef, 'CHEF', WHOLE, owner),
      { __typename: 'RoleNotHeldError', code: 'ROLE_NOT_HELD', path: ['role'] },
    ],
    [
      'one at a station that is not the own',
      () => revoke(chef, 'CHEF', { stationId: branch }, manager),
      { __typename: 'NotFoundError', message: 'There is no such station.', path: ['stationId'] },
    ],
    ['the own one of the last owner', () => revoke(owner, 'ORGANIZATION_OWNER', WHOLE, owner), LAST_OWNER],
  ]

  it.each(refused)('%s', async (_what, ask, answer) => {
    const before = await readTables(gateway)
    expect(await ask()).toMatchObject(answer)
    expect(await readTables(gateway)).toEqual(before)
  })

  it('one above the own rank', async () => {
    const admin = await hire(gateway, business, 'ADMIN', [business.stationIds[0]])
    const before = await readTables(gateway)
    expect(await revoke(admin, 'ADMIN', { stationId: home }, manager)).toMatchObject({
      __typename: 'RankTooLowError',
      path: ['role'],
    })
    expect(await readTables(gateway)).toEqual(before)
  })

  it('that of an owner, when the other one cannot sign in', async () => {
    const second = await hireOwner(gateway, business)
    await gateway.sql(`update identity.users set status = 'SUSPENDED' where id = $1`, [second.userId])
    const before = await readTables(gateway)
    expect(await revoke(owner, 'ORGANIZATION_OWNER', WHOLE, owner)).toMatchObject(LAST_OWNER)
    expect(await readTables(gateway)).toEqual(before)
  })

  it('one by who may not take any', async () => {
    const desk = await hire(gateway, business, 'CUSTOMER_SUPPORT')
    const before = await readTables(gateway)
    const input = { userId: userId(chef), role: 'CHEF' }
    for (const [by, where] of [
      [desk, { stationId: home }],
      [manager, WHOLE],
    ] as const) {
      const { status, body } = await attempt(gateway, 'revokeRole', { ...input, ...where }, by)
      expect(status).toBe(403)
      expect(body.errors?.[0]?.message).toBe('This needs the permission identity:role:revoke.')
    }
    expect(await readTables(gateway)).toEqual(before)
  })
})

describe('the owners of a business, all at the same moment,', () => {
  it('cannot all step down: one of them stays', async () => {
    const owners = [owner, await hireOwner(gateway, business), await hireOwner(gateway, business)]
    const results = await Promise.all(owners.map((one) => revoke(one, 'ORGANIZATION_OWNER', WHOLE, one)))
    expect(results.map(({ __typename }) => __typename).toSorted()).toEqual([
      'LastOwnerError',
      'RevokeRolePayload',
      'RevokeRolePayload',
    ])
    expect(await ownersOf(business)).toHaveLength(1)
  })

  it('cannot remove each other: whoever was removed first has no say any more', async () => {
    const second = await hireOwner(gateway, business)
    const input = (whose: StaffMember) => ({ userId: userId(whose), role: 'ORGANIZATION_OWNER', ...WHOLE })
    const answers = await Promise.all([
      attempt(gateway, 'revokeRole', input(second), owner),
      attempt(gateway, 'revokeRole', input(owner), second),
    ])
    const outcomes = answers.map(({ body }) => {
      const { result } = (body.data ?? {}) as { result?: { __typename: string } }
      return result?.__typename ?? body.errors?.[0]?.extensions.code
    })
    expect(outcomes.toSorted()).toEqual(['FORBIDDEN', 'RevokeRolePayload'])
    expect(await ownersOf(business)).toHaveLength(1)
  })

  it('cannot step down while the last other one is being suspended', async () => {
    const second = await hireOwner(gateway, business)
    const answers = await Promise.all([
      attempt(gateway, 'suspendUser', { userId: userId(second) }, owner),
      attempt(gateway, 'revokeRole', { userId: userId(owner), role: 'ORGANIZATION_OWNER', ...WHOLE }, owner),
    ])
    const [suspended, stepped] = answers.map(
      ({ body }) => (body.data as { result?: Result } | null)?.result?.__typename,
    )
    // Whichever came first, the other one was refused.
    expect([
      ['SuspendUserPayload', 'LastOwnerError'],
      [undefined, 'RevokeRolePayload'],
    ]).toContainEqual([suspended, stepped])
    const active = await gateway.sql(
      `select user_id from identity.user_roles join identity.roles on roles.id = role_id
       join identity.users on users.id = user_id and status = 'ACTIVE'
       where user_roles.organization_id = $1 and code = 'ORGANIZATION_OWNER' and station_id is null`,
      [business.organizationId],
    )
    expect(active).toHaveLength(1)
  })
})
