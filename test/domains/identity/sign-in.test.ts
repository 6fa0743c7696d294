import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { provisionStaff } from '#domains/identity/use-cases/provision-staff.ts'
import { systemViewer } from '#kernel/viewer.ts'
import { actAs, type Business, createBusiness, hire, PASSWORD, type StaffMember } from '../../support/business.ts'
import { ChosenClock } from '../../support/chosen-clock.ts'
import { readToken } from '../../support/forged-token.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { askViewer, trySignIn } from '../../support/sessions.ts'

const clock = new ChosenClock()
let gateway: TestGateway
let business: Business
let manager: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway({ clock })
  business = await createBusiness(gateway, 2)
  manager = await hire(gateway, business, 'STATION_MANAGER')
})

afterAll(() => gateway.stop())

async function hireSomebodyWho(change: string): Promise<string> {
  const { email, userId } = await hire(gateway, business, 'CHEF')
  await gateway.sql(`update identity.users set ${change} where id = $1`, [userId])
  return email
}

describe('signing in', () => {
  it('gives tokens that work, and tells when they end', async () => {
    const before = clock.now().getTime()
    const tokens = await trySignIn(gateway, manager.email, PASSWORD)
    expect(tokens).toMatchObject({
      __typename: 'SignInPayload',
      user: { fullName: expect.stringMatching(/^STATION_MANAGER/) },
    })
    expect((await askViewer(gateway, tokens.accessToken)).body.data?.viewer).not.toBeNull()

    const seconds = (time: string) => Math.round((Date.parse(time) - before) / 1000)
    expect(seconds(tokens.accessTokenExpiresAt)).toBeGreaterThanOrEqual(15 * 60 - 1)
    expect(seconds(tokens.accessTokenExpiresAt)).toBeLessThanOrEqual(15 * 60)
    expect(seconds(tokens.refreshTokenExpiresAt)).toBe(7 * 24 * 60 * 60)
    expect(tokens.refreshToken).toMatch(/^[\w-]{43}$/)
  })

  it('tells everything about who has signed in, as that person sees it', async () => {
    const { signIn } = await gateway.query<{ signIn: object }>(
      `mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInPayload {
        user { email organization { slug } roles { code station { code } } lastLoginAt } } } }`,
      { input: { email: manager.email, password: PASSWORD } },
    )
    const [organization] = await gateway.sql<{ slug: string }>('select slug from identity.organizations')
    const codes = await gateway.sql<{ code: string }>('select code from identity.stations order by code')
    expect(signIn).toEqual({
      user: {
        email: manager.email,
        organization,
        roles: codes.map((station) => ({ code: 'STATION_MANAGER', station })),
        lastLoginAt: expect.any(String),
      },
    })
  })

  it('twice in one request tells of each the right one', async () => {
    const chef = await hire(gateway, business, 'CHEF')
    const answer = await gateway.query(
      `mutation ($a: SignInInput!, $b: SignInInput!) {
        a: signIn(input: $a) { ... on SignInPayload { user { email } } }
        b: signIn(input: $b) { ... on SignInPayload { user { email } } } }`,
      { a: { email: manager.email, password: PASSWORD }, b: { email: chef.email, password: PASSWORD } },
    )
    expect(answer).toEqual({ a: { user: { email: manager.email } }, b: { user: { email: chef.email } } })
  })

  it('does not let the rest of the request act as who has signed in', async () => {
    const { body } = await gateway.send(
      `mutation ($input: SignInInput!) { signIn(input: $input) { __typename } signOut { ended } }`,
      { input: { email: manager.email, password: PASSWORD } },
    )
    expect(body.data).toBeNull()
    expect(body.errors?.[0]).toMatchObject({ path: ['signOut'], extensions: { code: 'UNAUTHENTICATED' } })
  })

  it('minds neither the case of the e-mail address nor the space around it', async () => {
    expect((await trySignIn(gateway, ` ${manager.email.toUpperCase()} `, PASSWORD)).__typename).toBe('SignInPayload')
  })

  it('opens a session of its own each time, with where it came from', async () => {
    const [one, other] = [
      await trySignIn(gateway, manager.email, PASSWORD),
      await trySignIn(gateway, manager.email, PASSWORD),
    ]
    const sid = readToken(one.accessToken).claims.sid
    expect(readToken(other.accessToken).claims.sid).not.toBe(sid)
    const [session] = await gateway.sql(
      'select user_id, user_agent, host(ip) as ip, revoked_at from identity.sessions where id = $1',
      [sid],
    )
    expect(session).toEqual({ user_id: manager.userId, user_agent: 'node', ip: '127.0.0.1', revoked_at: null })
  })

  it('keeps no token that could be used: only the hash of the refresh token', async () => {
    const { refreshToken, accessToken } = await trySignIn(gateway, manager.email, PASSWORD)
    const rows = await gateway.sql<{ row: string }>(
      `select to_jsonb(t)::text as row from identity.refresh_tokens t union all
       select to_jsonb(s)::text from identity.sessions s`,
    )
    expect(rows.length).toBeGreaterThan(0)
    const bytes = Buffer.from(refreshToken, 'base64url').toString('hex')
    for (const { row } of rows) {
      for (const secret of [refreshToken, accessToken, bytes]) expect(row).not.toContain(secret)
    }
  })

  it('cuts a user agent that is too long to keep', async () => {
    const { body } = await gateway.request<{ signIn: { __typename: string; accessToken: string } }>({
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'x'.repeat(3_000) },
      body: JSON.stringify({
        query:
          'mutation ($input: SignInInput!) { signIn(input: $input) { __typename ... on SignInPayload { accessToken } } }',
        variables: { input: { email: manager.email, password: PASSWORD } },
      }),
    })
    const sid = readToken(body.data?.signIn.accessToken ?? '').claims.sid
    const [session] = await gateway.sql('select length(user_agent) as length from identity.sessions where id = $1', [
      sid,
    ])
    expect(session).toEqual({ length: 500 })
  })
})

describe('a sign-in that is not good', () => {
  // So that nobody has to wait for what was tried before.
  beforeEach(() => clock.pass(60 * 60))

  it('is answered alike, whatever is wrong', async () => {
    const answers = [
      await trySignIn(gateway, manager.email, `${PASSWORD}!`),
      await trySignIn(gateway, 'nobody@example.com', PASSWORD),
      await trySignIn(gateway, 'not an address', PASSWORD),
      await trySignIn(gateway, await hireSomebodyWho(`status = 'SUSPENDED'`), PASSWORD),
      await trySignIn(gateway, await hireSomebodyWho(`status = 'PENDING_VERIFICATION'`), PASSWORD),
      await trySignIn(
        gateway,
        await hireSomebodyWho(`status = 'PENDING_VERIFICATION', password_hash = null`),
        PASSWORD,
      ),
      await trySignIn(gateway, await hireSomebodyWho(`password_hash = null`), 'no account has this password'),
    ]
    for (const answer of answers) {
      expect(answer).toEqual({
        __typename: 'InvalidCredentialsError',
        code: 'INVALID_CREDENTIALS',
        message: 'This e-mail address and password do not open an account.',
        path: null,
      })
    }
  })

  it('opens no session', async () => {
    const count = () => gateway.sql('select count(*)::int as count from identity.sessions')
    const before = await count()
    await trySignIn(gateway, manager.email, 'wrong')
    await trySignIn(gateway, 'nobody@example.com', 'wrong')
    expect(await count()).toEqual(before)
  })

  it('takes as long for an account that is not there as for a wrong password', async () => {
    const time = async (email: string) => {
      const start = performance.now()
      await trySignIn(gateway, email, 'wrong')
      return performance.now() - start
    }
    const [there, missing]: [number[], number[]] = [[], []]
    for (let round = 0; round < 7; round += 1) {
      clock.pass(60)
      there.push(await time(manager.email))
      missing.push(await time('nobody@example.com'))
    }
    // The fastest of each: whatever else the machine does only makes some slower.
    const ratio = Math.min(...missing) / Math.min(...there)
    expect(ratio).toBeGreaterThan(0.5)
    expect(ratio).toBeLessThan(2)
  })

  it.each([
    ['without a password', 'somebody@example.com', '', [['password']]],
    ['without an address', '', PASSWORD, [['email']]],
    ['with an address of spaces', '       ', PASSWORD, [['email']]],
    ['with neither', '', '', [['email'], ['password']]],
    ['with a password of 129 characters', 'somebody@example.com', 'x'.repeat(129), [['password']]],
    ['with an address of 255 characters', `${'x'.repeat(243)}@example.com`, PASSWORD, [['email']]],
  ])('%s is refused before anybody is looked for', async (_what, email, password, paths) => {
    const answer = await trySignIn(gateway, email, password)
    expect(answer).toMatchObject({ __typename: 'ValidationError', code: 'VALIDATION_FAILED' })
    expect(answer.issues.map(({ path }) => path)).toEqual(paths)
    for (const { message } of answer.issues) expect(message).toMatch(/^must /)
    expect(JSON.stringify(answer)).not.toContain('xxxx')
  })

  it('with a password of 128 characters is a wrong one like any other', async () => {
    expect((await trySignIn(gateway, manager.email, 'x'.repeat(128))).code).toBe('INVALID_CREDENTIALS')
  })
})

describe('staff of the platform', () => {
  it('belongs to no business and sees its own roles', async () => {
    const { passwordHash } = (
      await gateway.sql<{ passwordHash: string }>(
        'select password_hash as "passwordHash" from identity.users where id = $1',
        [manager.userId],
      )
    )[0] as { passwordHash: string }
    await provisionStaff(actAs(gateway, systemViewer('platform')), {
      organizationId: null,
      email: 'root@example.com',
      fullName: 'Root',
      passwordHash,
      roles: [{ code: 'SUPER_ADMIN', stationId: null }],
      memberships: [],
    })
    const { accessToken } = await trySignIn(gateway, 'root@example.com', PASSWORD)
    const { viewer } = await gateway.query<{ viewer: { stations: object[]; permissions: string[] } }>(
      '{ viewer { user { fullName organization { slug } roles { code station { code } } } stations { code } permissions } }',
      {},
      accessToken,
    )
    expect(viewer).toMatchObject({
      user: { fullName: 'Root', organization: null, roles: [{ code: 'SUPER_ADMIN', station: null }] },
    })
    expect(viewer.stations).toHaveLength(2)
    expect(viewer.permissions.length).toBeGreaterThanOrEqual(20)
  })
})
