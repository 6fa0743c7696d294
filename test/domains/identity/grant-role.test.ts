import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { type Business, createBusiness, hire, hireForAll, hireOwner, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { waitFor } from '../../support/wait.ts'
import { act, attempt, readEvents, readTables, userId } from './staff.ts'

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
  chef = await hire(gateway, business, 'CHEF', [stations[0]])
})

afterAll(() => gateway.stop())

const grant = (to: StaffMember, role: string, where: object, by: StaffMember) =>
  act(gateway, 'grantRole', { userId: userId(to), role, ...where }, by)
const WHOLE = { wholeOrganization: true }

/** Whether the token's owner may do that by now; a change is good within a second. */
const may = (token: string, permission: string) =>
  waitFor(
    `somebody may ${permission}`,
    async () => {
      const { viewer } = await gateway.query<{ viewer: { permissions: string[] } }>(
        '{ viewer { permissions } }',
        {},
        token,
      )
      return viewer.permissions.includes(permission)
    },
    1_500,
  )

describe('a role that is given', () => {
  it('is held in that place, and good within a second', async () => {
    const { __typename, user } = await grant(chef, 'CUSTOMER_SUPPORT', { stationId: home }, manager)
    expect(__typename).toBe('GrantRolePayload')
    expect(user.roles).toEqual([
      { code: 'CUSTOMER_SUPPORT', station: { id: home } },
      { code: 'CHEF', station: { id: home } },
    ])
    await may(chef.token, 'bookings:booking:create')
  })

  it('says who gave it and when, and so does the log of changes', async () => {
    const before = Date.now()
    await grant(chef, 'OBSERVER', { stationId: home }, manager)
    const [held] = await gateway.sql<{ assigned_by_id: string; assigned_at: Date }>(
      `select assigned_by_id, assigned_at from identity.user_roles join identity.roles on roles.id = role_id
       where user_id = $1 and code = 'OBSERVER'`,
      [chef.userId],
    )
    expect(held?.assigned_by_id).toBe(manager.userId)
    expect(held?.assigned_at.getTime()).toBeGreaterThanOrEqual(before)
    const written = await gateway.sql(
      `select operation, actor_id, station_id from audit.row_changes
       where table_name = 'identity.user_roles' and actor_id = $1`,
      [manager.userId],
    )
    expect(written).toEqual([{ operation: 'INSERT', actor_id: manager.userId, station_id: business.stationIds[0] }])
  })

  it('at another station makes its holder work there, and tells of it there', async () => {
    const { user } = await grant(chef, 'CHEF', { stationId: branch }, owner)
    expect(user.roles.map(({ station }) => station?.id).toSorted()).toEqual([home, branch].toSorted())
    const members = await gateway.sql(
      `select station_id, is_primary, left_at from identity.station_members where user_id = $1 order by is_primary desc`,
      [chef.userId],
    )
    expect(members).toEqual([
      { station_id: business.stationIds[0], is_primary: true, left_at: null },
      { station_id: business.stationIds[1], is_primary: false, left_at: null },
    ])
    expect(await readEvents(gateway, business.stationIds[1] ?? '')).toEqual([
      {
        type: 'member.role_granted',
        version: 1,
        actor_id: owner.userId,
        payload: { userId: chef.userId, role: 'CHEF' },
      },
    ])
  })

  it('at the whole organization reaches all stations, and needs no place to work', async () => {
    const { user } = await grant(chef, 'OBSERVER', WHOLE, owner)
    expect(user.roles).toContainEqual({ code: 'OBSERVER', station: null })
    await may(chef.token, 'identity:user:read')
    expect(await readEvents(gateway, business.stationIds[1] ?? '')).toEqual([])
  })

  it('may be of the own rank: owners make owners', async () => {
    expect((await grant(chef, 'ORGANIZATION_OWNER', WHOLE, owner)).__typename).toBe('GrantRolePayload')
    expect((await grant(chef, 'STATION_MANAGER', { stationId: home }, manager)).__typename).toBe('GrantRolePayload')
  })

  it('brings somebody back to a station that they had left', async () => {
    await act(gateway, 'revokeRole', { userId: userId(chef), role: 'CHEF', stationId: home }, owner)
    expect((await grant(chef, 'CHEF', { stationId: home }, owner)).__typename).toBe('GrantRolePayload')
    const [member] = await gateway.sql(
      'select left_at, is_primary, version from identity.station_members where user_id = $1',
      [chef.userId],
    )
    expect(member).toEqual({ left_at: null, is_primary: true, version: 3 })
  })
})

describe('a role that is not given, with nothing changed:', () => {
  const refused: [string, () => Promise<object>, object][] = [
    [
      'one above the own rank',
      () => grant(chef, 'ADMIN', { stationId: home }, manager),
      { __typename: 'RankTooLowError', code: 'RANK_TOO_LOW', path: ['role'] },
    ],
    [
      'one to oneself, of any rank',
      () => grant(manager, 'OBSERVER', { stationId: home }, manager),
      { __typename: 'OwnAccountError', code: 'OWN_ACCOUNT', path: ['userId'] },
    ],
    [
      'one that is held already',
      () => grant(chef, 'CHEF', { stationId: home }, manager),
      { __typename: 'RoleAlreadyHeldError', code: 'ROLE_ALREADY_HELD', path: ['role'] },
    ],
    [
      'one that there is not',
      () => grant(chef, 'EMPEROR', { stationId: home }, manager),
      { __typename: 'NotFoundError', message: 'There is no such role.', path: ['role'] },
    ],
    [
      'that of an owner, at a station alone',
      () => grant(chef, 'ORGANIZATION_OWNER', { stationId: home }, owner),
      { __typename: 'ValidationError', path: ['role'] },
    ],
    [
      'one of the platform',
      () => grant(chef, 'SUPER_ADMIN', WHOLE, owner),
      { __typename: 'ValidationError', path: ['role'] },
    ],
    [
      'one at a station that is not the own',
      () => grant(chef, 'CHEF', { stationId: branch }, manager),
      { __typename: 'NotFoundError', message: 'There is no such station.', path: ['stationId'] },
    ],
    ['one nowhere', () => grant(chef, 'OBSERVER', {}, owner), { __typename: 'ValidationError', path: ['stationId'] }],
    [
      'one in two places at once',
      () => grant(chef, 'OBSERVER', { ...WHOLE, stationId: home }, owner),
      { __typename: 'ValidationError', path: ['stationId'] },
    ],
  ]

  it.each(refused)('%s', async (_what, ask, answer) => {
    const before = await readTables(gateway)
    expect(await ask()).toMatchObject(answer)
    expect(await readTables(gateway)).toEqual(before)
  })

  it('one to somebody of another station, whom one does not see', async () => {
    const elsewhere = await hire(gateway, business, 'CHEF', [business.stationIds[1] ?? ''])
    const before = await readTables(gateway)
    expect(await grant(elsewhere, 'CHEF', { stationId: home }, manager)).toMatchObject({
      __typename: 'NotFoundError',
      message: 'There is no such user.',
      path: ['userId'],
    })
    expect(await readTables(gateway)).toEqual(before)
  })

  it('one at a station of another business, also by who sees both', async () => {
    const platform = await hireForAll(gateway, null, 'SUPER_ADMIN')
    const elsewhere = publicId('station', (await createBusiness(gateway)).stationIds[0])
    const before = await readTables(gateway)
    expect(await grant(chef, 'CHEF', { stationId: elsewhere }, platform)).toMatchObject({
      __typename: 'NotFoundError',
      message: 'There is no such station.',
      path: ['stationId'],
    })
    expect(await readTables(gateway)).toEqual(before)
  })

  it('one by who may not give any, and one for the whole by who may give at a station', async () => {
    const desk = await hire(gateway, business, 'CUSTOMER_SUPPORT')
    const admin = await hire(gateway, business, 'ADMIN')
    const before = await readTables(gateway)
    const input = { userId: userId(chef), role: 'OBSERVER' }
    for (const [by, where] of [
      [desk, { stationId: home }],
      [manager, WHOLE],
      // At every station that there is, but not at those to come.
      [admin, WHOLE],
    ] as const) {
      const { status, body } = await attempt(gateway, 'grantRole', { ...input, ...where }, by)
      expect(status).toBe(403)
      expect(body.errors?.[0]?.message).toBe('This needs the permission identity:role:grant.')
    }
    expect((await attempt(gateway, 'grantRole', { ...input, stationId: home })).status).toBe(401)
    expect(await readTables(gateway)).toEqual(before)
  })
})

describe('the same role given many times at once', () => {
  it('is given once; the others are told that it is held', async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, () => grant(chef, 'OBSERVER', { stationId: home }, manager)),
    )
    const names = results.map(({ __typename }) => __typename).toSorted()
    expect(names).toEqual(['GrantRolePayload', ...Array.from({ length: 7 }, () => 'RoleAlreadyHeldError')])
    expect(await readEvents(gateway, business.stationIds[0])).toHaveLength(1)
  })
})
