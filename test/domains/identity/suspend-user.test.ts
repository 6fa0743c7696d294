import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Business, createBusiness, hire, hireOwner, PASSWORD, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { askViewer, refresh, trySignIn } from '../../support/sessions.ts'
import { waitFor } from '../../support/wait.ts'
import { act, attempt, readEvents, readTables, userId } from './staff.ts'

let gateway: TestGateway
let business: Business
let owner: StaffMember
let admin: StaffMember
let chef: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
})

beforeEach(async () => {
  business = await createBusiness(gateway, 2)
  owner = await hireOwner(gateway, business)
  admin = await hireOwner(gateway, business, 'ADMIN')
  chef = await hire(gateway, business, 'CHEF', [business.stationIds[0]])
})

afterAll(() => gateway.stop())

const suspend = (whom: StaffMember, by: StaffMember) => act(gateway, 'suspendUser', { userId: userId(whom) }, by)
const reinstate = (whom: StaffMember, by: StaffMember) => act(gateway, 'reinstateUser', { userId: userId(whom) }, by)

describe('somebody who is suspended', () => {
  it('is out within a second, for good: sessions end, tokens die, and sign-in is refused', async () => {
    const { __typename, user } = await suspend(chef, admin)
    expect(__typename).toBe('SuspendUserPayload')
    expect(user).toMatchObject({ status: 'SUSPENDED', presence: 'OFFLINE', version: 2 })
    const dead = async () => (await askViewer(gateway, chef.token)).status === 401
    await waitFor('the token stops working', dead, 1_500)
    expect((await refresh(gateway, chef.refreshToken)).__typename).toBe('SessionEndedError')
    expect((await trySignIn(gateway, chef.email, PASSWORD)).__typename).toBe('InvalidCredentialsError')
    const sessions = await gateway.sql<{ ended: boolean }>(
      'select revoked_at is not null as ended from identity.sessions where user_id = $1',
      [chef.userId],
    )
    expect(sessions).toEqual([{ ended: true }])
  })

  it('is told of at each of their stations', async () => {
    await suspend(chef, admin)
    expect(await readEvents(gateway, business.stationIds[0])).toEqual([
      { type: 'member.suspended', version: 2, actor_id: admin.userId, payload: { userId: chef.userId } },
    ])
  })

  it('can be let back in, with the same roles, by signing in anew', async () => {
    await suspend(chef, admin)
    const { __typename, user } = await reinstate(chef, admin)
    expect(__typename).toBe('ReinstateUserPayload')
    expect(user).toMatchObject({ status: 'ACTIVE', version: 3 })
    expect(user.roles.map(({ code }) => code)).toEqual(['CHEF'])
    expect((await refresh(gateway, chef.refreshToken)).__typename).toBe('SessionEndedError')
    expect((await askViewer(gateway, chef.token)).status).toBe(401)
    expect((await trySignIn(gateway, chef.email, PASSWORD)).__typename).toBe('SignInPayload')
    expect((await readEvents(gateway, business.stationIds[0])).map(({ type }) => type)).toEqual([
      'member.suspended',
      'member.reinstated',
    ])
  })

  it('leaves no session behind that was opened at the same moment', async () => {
    const [, ...signIns] = await Promise.all([
      suspend(chef, admin),
      ...Array.from({ length: 4 }, () => trySignIn(gateway, chef.email, PASSWORD)),
    ])
    expect(signIns).toHaveLength(4)
    const open = await gateway.sql('select from identity.sessions where user_id = $1 and revoked_at is null', [
      chef.userId,
    ])
    expect(open).toEqual([])
  })
})

describe('nobody is suspended, and nothing changes,', () => {
  it.each<[string, () => Promise<object>, object]>([
    ['when it is oneself', () => suspend(owner, owner), { __typename: 'OwnAccountError', path: ['userId'] }],
    [
      'when they are of a higher rank',
      () => suspend(owner, admin),
      { __typename: 'RankTooLowError', path: ['userId'] },
    ],
    [
      'when they never came',
      async () => {
        await gateway.sql(`update identity.users set status = 'PENDING_VERIFICATION' where id = $1`, [chef.userId])
        return suspend(chef, owner)
      },
      { __typename: 'InvalidTransitionError', from: 'PENDING_VERIFICATION', to: 'SUSPENDED' },
    ],
    [
      'twice',
      async () => {
        await suspend(chef, owner)
        return suspend(chef, owner)
      },
      { __typename: 'InvalidTransitionError', from: 'SUSPENDED', to: 'SUSPENDED' },
    ],
  ])('%s', async (_when, ask, answer) => {
    const outcome = await ask()
    expect(outcome).toMatchObject(answer)
    const events = await readEvents(gateway, business.stationIds[0])
    expect(events.filter(({ payload }) => (payload as { userId: string }).userId === owner.userId)).toEqual([])
  })

  it('of equal rank elsewhere, or higher at one of their stations', async () => {
    const [home, branch] = business.stationIds as [string, string]
    const local = await hire(gateway, business, 'ADMIN', [home])
    const wanderer = await hire(gateway, business, 'CHEF', [home, branch])
    const before = await readTables(gateway)
    const { status } = await attempt(gateway, 'suspendUser', { userId: userId(wanderer) }, local)
    expect(status).toBe(403)
    expect(await readTables(gateway)).toEqual(before)
  })

  it('when they are the last owner who may sign in', async () => {
    const platform = await hire(gateway, business, 'ADMIN')
    await gateway.sql(
      `update identity.user_roles set organization_id = null, station_id = null,
       role_id = (select id from identity.roles where code = 'SUPER_ADMIN')
       where id = (select id from identity.user_roles where user_id = $1 limit 1)`,
      [platform.userId],
    )
    const { token } = await trySignIn(gateway, platform.email, PASSWORD).then(({ accessToken }) => ({
      token: accessToken,
    }))
    const before = await readTables(gateway)
    expect(await suspend(owner, { ...platform, token })).toMatchObject({
      __typename: 'LastOwnerError',
      path: ['userId'],
    })
    expect(await readTables(gateway)).toEqual(before)
    const second = await hireOwner(gateway, business)
    expect((await suspend(owner, second)).__typename).toBe('SuspendUserPayload')
  })

  it('by who may not suspend', async () => {
    const manager = await hire(gateway, business, 'STATION_MANAGER')
    const before = await readTables(gateway)
    for (const mutation of ['suspendUser', 'reinstateUser']) {
      const { status, body } = await attempt(gateway, mutation, { userId: userId(chef) }, manager)
      expect(status).toBe(403)
      expect(body.errors?.[0]?.message).toBe('This needs the permission identity:user:suspend.')
    }
    expect(await readTables(gateway)).toEqual(before)
  })
})

describe('letting back in', () => {
  it('is refused for who is not suspended', async () => {
    const before = await readTables(gateway)
    expect(await reinstate(chef, admin)).toMatchObject({
      __typename: 'InvalidTransitionError',
      from: 'ACTIVE',
      to: 'ACTIVE',
    })
    expect(await readTables(gateway)).toEqual(before)
  })
})
