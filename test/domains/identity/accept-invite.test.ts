import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Business, createBusiness, hire, type StaffMember } from '../../support/business.ts'
import { ChosenClock } from '../../support/chosen-clock.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { askViewer, refresh, trySignIn } from '../../support/sessions.ts'
import { accept, invite, mailTo, NEW_PASSWORD, tokenIn } from './invitations.ts'
import { act, readEvents, readTables } from './staff.ts'

const DAY = 24 * 60 * 60
const NOT_VALID = {
  __typename: 'InvitationNotValidError',
  code: 'INVITATION_NOT_VALID',
  message: 'The invitation is not valid (any more): ask for a new one.',
  path: ['token'],
}

const clock = new ChosenClock()
let gateway: TestGateway
let business: Business
let manager: StaffMember
let number = 0
let email: string
let invitationId: string
let token: string

beforeAll(async () => {
  gateway = await startTestGateway({ clock })
  business = await createBusiness(gateway)
  manager = await hire(gateway, business, 'STATION_MANAGER')
})

beforeEach(async () => {
  number += 1
  email = `grace.${number}@example.com`
  const { invitation } = await invite(gateway, business, manager, { email })
  invitationId = invitation.id
  token = tokenIn(await mailTo(gateway, email))
})

afterAll(() => gateway.stop())

describe('accepting an invitation', () => {
  it('makes the account one’s own, and signs in', async () => {
    const session = await accept(gateway, { token })
    expect(session.__typename).toBe('AcceptInvitePayload')
    expect(session.user.fullName).toBe('Ada Lovelace')
    const { body } = await askViewer(gateway, session.accessToken)
    expect(body.data).toEqual({ viewer: { permissions: expect.arrayContaining(['bookings:booking:operate']) } })
    expect((await refresh(gateway, session.refreshToken)).__typename).toBe('RefreshSessionPayload')
    expect((await trySignIn(gateway, email, NEW_PASSWORD)).__typename).toBe('SignInPayload')
  })

  it('may put the name right', async () => {
    expect((await accept(gateway, { token, fullName: '  Grace Hopper ' })).user.fullName).toBe('Grace Hopper')
  })

  it('is told at the stations of the new colleague, and written down', async () => {
    await accept(gateway, { token })
    const [user] = await gateway.sql<{ id: string; status: string; version: number }>(
      'select id, status, version from identity.users where email = $1',
      [email],
    )
    expect(user).toMatchObject({ status: 'ACTIVE', version: 2 })
    expect((await readEvents(gateway, business.stationIds[0])).at(-1)).toEqual({
      type: 'member.joined',
      version: 2,
      actor_id: null,
      payload: { userId: user?.id },
    })
    const [invitation] = await gateway.sql(
      'select accepted_at, revoked_at from identity.invitations where user_id = $1',
      [user?.id],
    )
    expect(invitation).toEqual({ accepted_at: expect.any(Date), revoked_at: null })
  })

  it('works in the chefs’ app, whose session it is then', async () => {
    const response = await fetch(`${gateway.url}/chef/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `mutation ($input: AcceptInviteInput!) { acceptInvite(input: $input) {
          ... on AcceptInvitePayload { accessToken } } }`,
        variables: { input: { token, password: NEW_PASSWORD } },
      }),
    })
    const { data } = (await response.json()) as { data: { acceptInvite: { accessToken: string } } }
    expect((await askViewer(gateway, data.acceptInvite.accessToken)).status).toBe(401)
    const sessions = await gateway.sql(
      'select audience from identity.sessions join identity.users on users.id = user_id where email = $1',
      [email],
    )
    expect(sessions).toEqual([{ audience: 'CHEF' }])
  })

  it('is good until the last moment of the seventh day', async () => {
    clock.pass(7 * DAY - 60)
    expect((await accept(gateway, { token })).__typename).toBe('AcceptInvitePayload')
    clock.pass(-7 * DAY + 60)
  })
})

describe('an invitation that cannot be accepted, with nothing changed:', () => {
  it.each<[string, () => Promise<string> | string]>([
    ['an unknown one', () => 'A'.repeat(43)],
    ['no token at all', () => ''],
    ['its hash', () => 'a'.repeat(64)],
    [
      'one that was accepted',
      async () => {
        await accept(gateway, { token })
        return token
      },
    ],
    [
      'one that was taken back',
      async () => {
        await act(gateway, 'revokeInvite', { invitationId }, manager)
        return token
      },
    ],
    [
      'one that was replaced',
      async () => {
        await invite(gateway, business, manager, { email })
        return token
      },
    ],
  ])('%s', async (_what, make) => {
    const presented = await make()
    const before = await readTables(gateway)
    expect(await accept(gateway, { token: presented })).toEqual(NOT_VALID)
    expect(await readTables(gateway)).toEqual(before)
  })

  it('one after its seventh day', async () => {
    const before = await readTables(gateway)
    clock.pass(7 * DAY)
    expect(await accept(gateway, { token })).toEqual(NOT_VALID)
    clock.pass(-7 * DAY)
    expect(await readTables(gateway)).toEqual(before)
  })

  it('one with a password that is short, or easy to guess', async () => {
    const before = await readTables(gateway)
    for (const [password, message] of [
      ['too short', 'must have at least 12 characters'],
      ['password1234', 'is easy to guess: use several words, and not your e-mail address'],
      [`${email}!!`, 'is easy to guess: use several words, and not your e-mail address'],
    ] as const) {
      const result = await accept(gateway, { token, password })
      expect(result.__typename).toBe('ValidationError')
      expect(result.issues).toEqual([{ path: ['password'], message }])
    }
    expect((await accept(gateway, { token, fullName: ' ' })).issues).toEqual([
      { path: ['fullName'], message: 'must not be empty' },
    ])
    expect(await readTables(gateway)).toEqual(before)
  })
})

describe('an invitation that is accepted many times at once', () => {
  it('is accepted once', async () => {
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, at) => accept(gateway, { token, fullName: `Name ${at}` })),
    )
    const winners = results.filter(({ __typename }) => __typename === 'AcceptInvitePayload')
    expect(winners).toHaveLength(1)
    expect(results.filter(({ code }) => code === 'INVITATION_NOT_VALID')).toHaveLength(5)
    const sessions = await gateway.sql(
      'select from identity.sessions join identity.users on users.id = user_id where email = $1',
      [email],
    )
    expect(sessions).toHaveLength(1)
  })
})
