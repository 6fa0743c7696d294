import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { provisionStaff } from '#domains/identity/use-cases/provision-staff.ts'
import { publicId } from '#graphql/ids.ts'
import { systemViewer } from '#kernel/viewer.ts'
import { hashPassword } from '#platform/crypto/passwords.ts'
import {
  actAs,
  type Business,
  createBusiness,
  hire,
  hireOwner,
  PASSWORD,
  type StaffMember,
} from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { trySignIn } from '../../support/sessions.ts'
import { act, attempt, mutationOf, readEvents, readTables, userId } from './staff.ts'

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

const update = (whom: StaffMember, fields: object, by: StaffMember) =>
  act(gateway, 'updateUser', { userId: userId(whom), expectedVersion: 1, ...fields }, by)

const titles = () =>
  gateway.sql('select title, version from identity.station_members where user_id = $1 order by station_id', [
    chef.userId,
  ])

describe('the own profile', () => {
  it('is changed by oneself, where it is given, and cleared by null', async () => {
    const profile = {
      fullName: 'Grace Hopper',
      displayName: 'Amazing Grace',
      phone: '+1 617 555 0123',
      avatarUrl: 'https://images.example/grace.png',
    }
    const { __typename, user } = await update(chef, profile, chef)
    expect(__typename).toBe('UpdateUserPayload')
    expect(user).toMatchObject({ ...profile, phone: '+16175550123', email: chef.email, version: 2 })
    const cleared = await update(chef, { expectedVersion: 2, displayName: null, phone: null, avatarUrl: null }, chef)
    expect(cleared.user).toMatchObject({
      fullName: 'Grace Hopper',
      displayName: 'Grace Hopper',
      phone: null,
      avatarUrl: null,
      version: 3,
    })
  })

  it('is changed in the chefs’ app, too', async () => {
    const { accessToken } = await signInAsChef()
    const response = await fetch(`${gateway.url}/chef/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
      body: JSON.stringify({
        query: `mutation ($input: UpdateUserInput!) { updateUser(input: $input) {
          ... on UpdateUserPayload { user { displayName version } } } }`,
        variables: { input: { userId: userId(chef), expectedVersion: 1, displayName: 'Cookie' } },
      }),
    })
    expect(await response.json()).toMatchObject({
      data: { updateUser: { user: { displayName: 'Cookie', version: 2 } } },
    })
  })

  it('is that of the platform’s staff, too, who work for no business', async () => {
    const { accessToken, id } = await makePlatformStaff()
    const { result } = await gateway.query<{ result: object }>(
      mutationOf('updateUser'),
      { input: { userId: publicId('user', id), expectedVersion: 1, displayName: 'Root' } },
      accessToken,
    )
    expect(result).toMatchObject({ __typename: 'UpdateUserPayload', user: { displayName: 'Root', version: 2 } })
  })

  it.each<[string, object, object[]]>([
    ['by nothing', {}, [{ path: [], message: 'Give at least one field to change.' }]],
    ['to no name', { fullName: null }, [{ path: ['fullName'], message: 'cannot be cleared' }]],
    ['to an empty name', { fullName: ' ' }, [{ path: ['fullName'], message: 'must not be empty' }]],
    ['to two lines', { displayName: 'A\nB' }, [{ path: ['displayName'], message: 'must be one line' }]],
    [
      'to something that is no number and no picture',
      { phone: '12', avatarUrl: 'javascript:alert(1)' },
      [
        { path: ['phone'], message: 'must be a phone number with its country code, like +1 617 555 0123' },
        { path: ['avatarUrl'], message: 'must be an https address' },
      ],
    ],
  ])('is not changed %s', async (_what, fields, issues) => {
    const before = await readTables(gateway)
    expect(await update(chef, fields, chef)).toMatchObject({ __typename: 'ValidationError', issues })
    expect(await readTables(gateway)).toEqual(before)
  })

  it('does not hold the own title: others give it', async () => {
    const before = await readTables(gateway)
    expect(await update(chef, { title: { stationId: home, text: 'Chef of chefs' } }, chef)).toMatchObject({
      __typename: 'ValidationError',
      issues: [{ path: ['title'], message: 'is changed by others alone' }],
    })
    expect(await readTables(gateway)).toEqual(before)
  })
})

describe('the profile of somebody else', () => {
  it('is changed by their manager: name, number and title', async () => {
    const fields = { fullName: 'Grace Hopper', phone: '+16175550123', title: { stationId: home, text: 'Sous-chef' } }
    const { user } = await update(chef, fields, manager)
    expect(user).toMatchObject({ fullName: 'Grace Hopper', phone: '+16175550123', version: 2 })
    expect(await titles()).toEqual([
      { title: 'Sous-chef', version: 2 },
      { title: null, version: 1 },
    ])
    expect(await readEvents(gateway, business.stationIds[0])).toEqual([
      { type: 'member.title_changed', version: 2, actor_id: manager.userId, payload: { userId: chef.userId } },
    ])
    await update(chef, { expectedVersion: 2, title: { stationId: home, text: null } }, manager)
    expect((await titles())[0]).toEqual({ title: null, version: 3 })
  })

  it.each<[string, () => Promise<object>, object]>([
    [
      'in what is theirs alone',
      () => update(chef, { displayName: 'Cookie', avatarUrl: 'https://images.example/c.png' }, owner),
      {
        __typename: 'ValidationError',
        issues: [
          { path: ['displayName'], message: 'is changed by themselves alone' },
          { path: ['avatarUrl'], message: 'is changed by themselves alone' },
        ],
      },
    ],
    [
      'when they rank higher',
      () => update(owner, { fullName: 'Nobody' }, manager),
      { __typename: 'RankTooLowError', path: ['userId'] },
    ],
    [
      'by a title where they do not work, or where one does not see them',
      () => update(manager, { title: { stationId: branch, text: 'Boss' } }, owner),
      { __typename: 'NotFoundError', message: 'There is no such station.', path: ['title', 'stationId'] },
    ],
    [
      'by a title at another station than the own',
      () => update(chef, { title: { stationId: branch, text: 'Boss' } }, manager),
      { __typename: 'NotFoundError', message: 'There is no such station.', path: ['title', 'stationId'] },
    ],
    [
      'on the basis of an old version',
      () => update(chef, { fullName: 'Late', expectedVersion: 0 }, owner),
      { __typename: 'VersionConflictError', path: ['expectedVersion'], currentVersion: 1 },
    ],
  ])('is not changed %s', async (_how, ask, answer) => {
    const before = await readTables(gateway)
    expect(await ask()).toMatchObject(answer)
    expect(await readTables(gateway)).toEqual(before)
  })

  it('is not changed by colleagues who may not', async () => {
    const desk = await hire(gateway, business, 'CUSTOMER_SUPPORT', [business.stationIds[0]])
    const before = await readTables(gateway)
    const input = { userId: userId(chef), expectedVersion: 1, fullName: 'Nobody' }
    const { status, body } = await attempt(gateway, 'updateUser', input, desk)
    expect(status).toBe(403)
    expect(body.errors?.[0]?.message).toBe('This needs the permission identity:user:update.')
    expect((await attempt(gateway, 'updateUser', input)).status).toBe(401)
    expect(await readTables(gateway)).toEqual(before)
  })

  it('changed by many at once is changed by one', async () => {
    const names = Array.from({ length: 8 }, (_, at) => `Name ${at}`)
    const results = await Promise.all(names.map((fullName) => update(chef, { fullName }, owner)))
    const winners = results.filter(({ __typename }) => __typename === 'UpdateUserPayload')
    const losers = results.filter(({ __typename }) => __typename === 'VersionConflictError')
    expect([winners.length, losers.length]).toEqual([1, 7])
  })
})

describe('a phone number', () => {
  it('is told to themselves and to those who may see the staff, not to every colleague', async () => {
    await update(manager, { phone: '+16175550123' }, manager)
    const seenBy = async ({ token }: StaffMember) => {
      const { escalations } = await gateway.query<{
        escalations: { nodes: { assignedTo: { phone: string | null } }[] }
      }>('{ escalations(first: 1) { nodes { assignedTo { phone } } } }', {}, token)
      return escalations.nodes[0]?.assignedTo.phone
    }
    await gateway.sql(
      `insert into support.escalations (id, station_id, reason, summary, priority, level, status, assigned_to_id, updated_at)
       values (gen_random_uuid(), $1, 'OTHER', 'Something', 'LOW', 'T1', 'ASSIGNED', $2, now())`,
      [business.stationIds[0], manager.userId],
    )
    expect(await seenBy(manager)).toBe('+16175550123')
    expect(await seenBy(owner)).toBe('+16175550123')
    expect(await seenBy(chef)).toBeNull()
  })
})

async function signInAsChef(): Promise<{ accessToken: string }> {
  const response = await fetch(`${gateway.url}/chef/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: `mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInPayload { accessToken } } }`,
      variables: { input: { email: chef.email, password: PASSWORD } },
    }),
  })
  const { data } = (await response.json()) as { data: { signIn: { accessToken: string } } }
  return data.signIn
}

async function makePlatformStaff(): Promise<{ accessToken: string; id: string }> {
  const { userId: id } = await provisionStaff(actAs(gateway, systemViewer('platform')), {
    organizationId: null,
    email: `root.${business.organizationId}@example.com`,
    fullName: 'Root',
    passwordHash: await hashPassword(PASSWORD),
    roles: [{ code: 'SUPER_ADMIN', stationId: null }],
    memberships: [],
  })
  const { accessToken } = await trySignIn(gateway, `root.${business.organizationId}@example.com`, PASSWORD)
  return { accessToken, id }
}
