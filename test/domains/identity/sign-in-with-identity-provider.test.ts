import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Business, createBusiness, hire, hireForAll, type StaffMember } from '../../support/business.ts'
import { ChosenClock } from '../../support/chosen-clock.ts'
import { NOT_VALID, sendIdToken, sendIdTokenFrom, tryIdToken } from '../../support/external-sign-in.ts'
import { readToken } from '../../support/forged-token.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { TestIdentityProvider } from '../../support/identity-provider.ts'
import { askViewer, refresh } from '../../support/sessions.ts'

/** From where people sign in at once. */
const ADDRESSES = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5']

const clock = new ChosenClock()
let gateway: TestGateway
/** Over the same database, with a provider of the one business alone. */
let confined: TestGateway
let acme: TestIdentityProvider
let business: Business
let chef: StaffMember

beforeAll(async () => {
  acme = await TestIdentityProvider.start('acme', clock)
  gateway = await startTestGateway({
    clock,
    trustedProxies: ['127.0.0.1'],
    identityProviders: [acme.settings(), acme.settings({ name: 'other', issuer: 'https://id.other.example' })],
  })
  business = await createBusiness(gateway)
  const { organizationId } = business
  confined = await startTestGateway({
    clock,
    database: gateway.database,
    secrets: gateway.secrets,
    identityProviders: [acme.settings({ organizationId })],
  })
})

beforeEach(async () => {
  clock.pass(60 * 60)
  chef = await hire(gateway, business, 'CHEF')
  gateway.takeMails()
})

afterAll(async () => {
  await confined.stop()
  await gateway.stop()
  await acme.stop()
})

/** Somebody at the provider with the checked address of this member of the staff. */
const person = ({ email }: StaffMember) => ({ sub: randomUUID(), email, email_verified: true })

const linksOf = ({ userId }: StaffMember) =>
  gateway.sql<{ provider: string; subject: string }>(
    'select provider, subject from identity.external_identities where user_id = $1 order by provider',
    [userId],
  )

const sessionsOf = async ({ userId }: StaffMember) =>
  (await gateway.sql('select from identity.sessions where user_id = $1', [userId])).length

const link = ({ userId }: StaffMember, subject: string) =>
  gateway.sql(
    `insert into identity.external_identities (id, user_id, provider, subject, last_used_at)
     values ($1, $2, 'acme', $3, now())`,
    [randomUUID(), userId, subject],
  )

/** The one refusal, after which there is neither a link nor a session more than the one that `hire` has opened. */
async function expectNothing(member: StaffMember, claims: object, at = gateway): Promise<void> {
  const before = await linksOf(member)
  expect(await tryIdToken(at, acme, acme.token(claims))).toEqual(NOT_VALID)
  expect(await linksOf(member)).toEqual(before)
  expect(await sessionsOf(member)).toBe(1)
}

describe('signing in by an identity provider', () => {
  it('opens a session like a password does, in the app in which it was done', async () => {
    const answer = await tryIdToken(gateway.on('chef'), acme, acme.token(person(chef)))
    expect(answer).toMatchObject({ __typename: 'SignInWithIdentityProviderPayload', user: { email: chef.email } })
    const { claims } = readToken(answer.accessToken)
    expect(claims).toMatchObject({ sub: chef.userId, aud: 'chef' })
    const [session] = await gateway.sql(
      'select user_id, audience::text, host(ip) as ip, user_agent from identity.sessions where id = $1',
      [claims.sid],
    )
    expect(session).toEqual({ user_id: chef.userId, audience: 'CHEF', ip: '127.0.0.1', user_agent: 'node' })
    expect((await askViewer(gateway, answer.accessToken)).status).toBe(401)
  })

  it('gives tokens that work and go on', async () => {
    const { accessToken, refreshToken } = await tryIdToken(gateway, acme, acme.token(person(chef)))
    expect((await askViewer(gateway, accessToken)).body.data?.viewer).not.toBeNull()
    expect((await refresh(gateway, refreshToken)).__typename).toBe('RefreshSessionPayload')
  })

  it('links the account with the checked address at the first time, and tells its owner by mail', async () => {
    const who = person(chef)
    await tryIdToken(gateway, acme, acme.token({ ...who, email: chef.email.toUpperCase() }))
    expect(await linksOf(chef)).toEqual([{ provider: 'acme', subject: who.sub }])
    const [mail, ...more] = gateway.takeMails()
    expect(more).toEqual([])
    expect(mail).toMatchObject({ to: chef.email, subject: 'Your account has a new way to sign in' })
    expect(mail?.text).toContain('signed in to Teppan with acme for the first time')
  })

  it('goes by the link from then on, whatever address the provider tells', async () => {
    const who = person(chef)
    await tryIdToken(gateway, acme, acme.token(who))
    gateway.takeMails()
    clock.pass(60)
    const stranger = await hire(gateway, business, 'CHEF')
    for (const told of [{}, { email: stranger.email, email_verified: true }, { email: 'not an address' }]) {
      const answer = await tryIdToken(gateway, acme, acme.token({ sub: who.sub, ...told }))
      expect(answer.user).toEqual({ email: chef.email })
    }
    expect(await linksOf(stranger)).toEqual([])
    expect(gateway.takeMails()).toEqual([])
    const [link] = await gateway.sql<{ used: Date; linked: Date }>(
      'select last_used_at as used, created_at as linked from identity.external_identities where user_id = $1',
      [chef.userId],
    )
    expect((link?.used.getTime() ?? 0) - (link?.linked.getTime() ?? 0)).toBeGreaterThanOrEqual(60_000)
  })

  it('many times at once for the first time, from wherever, links once and opens a session each', async () => {
    const who = person(chef)
    const answers = await Promise.all(
      ADDRESSES.map((ip) => sendIdTokenFrom(ip, gateway, 'acme', acme.token({ ...who, jti: randomUUID() }))),
    )
    expect(answers.map((answer) => answer?.user)).toEqual(ADDRESSES.map(() => ({ email: chef.email })))
    expect(await linksOf(chef)).toHaveLength(1)
    expect(await sessionsOf(chef)).toBe(1 + ADDRESSES.length)
    expect(gateway.takeMails()).toHaveLength(1)
  })

  it('as several people of one address at once lets one of them in', async () => {
    const answers = await Promise.all(
      ADDRESSES.map((ip) => sendIdTokenFrom(ip, gateway, 'acme', acme.token(person(chef)))),
    )
    const types = answers.map((answer) => answer?.__typename)
    expect(types.filter((type) => type === 'SignInWithIdentityProviderPayload')).toHaveLength(1)
    expect(types.filter((type) => type === NOT_VALID.__typename)).toHaveLength(ADDRESSES.length - 1)
    expect(await linksOf(chef)).toHaveLength(1)
    expect(await sessionsOf(chef)).toBe(2)
  })

  it('needs no password', async () => {
    await gateway.sql('update identity.users set password_hash = null where id = $1', [chef.userId])
    expect((await tryIdToken(gateway, acme, acme.token(person(chef)))).user).toEqual({ email: chef.email })
  })

  it('takes a token with the nonce that the app has asked with, and no other', async () => {
    const token = (nonce?: string) => acme.token({ ...person(chef), nonce })
    expect(await tryIdToken(gateway, acme, token('right'), 'wrong')).toEqual(NOT_VALID)
    expect(await tryIdToken(gateway, acme, token('right'))).toEqual(NOT_VALID)
    expect(await tryIdToken(gateway, acme, token(), 'right')).toEqual(NOT_VALID)
    expect(await linksOf(chef)).toEqual([])
    expect((await tryIdToken(gateway, acme, token('right'), 'right')).user).toEqual({ email: chef.email })
  })
})

describe('a token that is good', () => {
  it('opens one session, also when it comes from several places at once', async () => {
    const token = acme.token(person(chef))
    const answers = await Promise.all(ADDRESSES.map((ip) => sendIdTokenFrom(ip, gateway, 'acme', token)))
    const types = answers.map((answer) => answer?.__typename)
    expect(types.filter((type) => type === 'SignInWithIdentityProviderPayload')).toHaveLength(1)
    expect(types.filter((type) => type === NOT_VALID.__typename)).toHaveLength(ADDRESSES.length - 1)
    expect(await tryIdToken(gateway, acme, token)).toEqual(NOT_VALID)
    expect(await sessionsOf(chef)).toBe(2)
  })

  it('is remembered until it has run its time', async () => {
    await tryIdToken(gateway, acme, acme.token(person(chef)))
    const used = () => gateway.sql('select from identity.used_identity_tokens')
    expect((await used()).length).toBeGreaterThan(0)
    clock.pass(60 * 60)
    await tryIdToken(gateway, acme, acme.token(person(await hire(gateway, business, 'CHEF'))))
    expect(await used()).toHaveLength(1)
  })

  it.each([
    ['an address that the provider has not checked', { email_verified: false }],
    ['an address of which the provider does not say whether it was checked', { email_verified: undefined }],
    ['an address that the provider calls checked in words', { email_verified: 'true' }],
    ['an address of nobody here', { email: 'nobody@example.com' }],
    ['no address', { email: undefined }],
    ['an address that is a list', { email: ['nobody@example.com'] }],
  ])('with %s is linked to nobody', async (_what, told) => {
    await expectNothing(chef, { ...person(chef), ...told })
  })

  it.each(['SUSPENDED', 'PENDING_VERIFICATION'])(
    'of somebody who is %s opens nothing, linked or not',
    async (status) => {
      const [linked, other] = [chef, await hire(gateway, business, 'CHEF')]
      const who = person(linked)
      await link(linked, who.sub)
      await gateway.sql(`update identity.users set status = '${status}' where id = any ($1)`, [
        [linked.userId, other.userId],
      ])
      await expectNothing(linked, who)
      await expectNothing(other, person(other))
      await gateway.sql(`update identity.users set status = 'ACTIVE' where id = $1`, [linked.userId])
      expect((await tryIdToken(gateway, acme, acme.token(who))).user).toEqual({ email: linked.email })
    },
  )

  it('of another person of the same provider does not get into an account that is linked', async () => {
    const who = person(chef)
    await tryIdToken(gateway, acme, acme.token(who))
    expect(await tryIdToken(gateway, acme, acme.token(person(chef)))).toEqual(NOT_VALID)
    expect(await linksOf(chef)).toEqual([{ provider: 'acme', subject: who.sub }])
  })

  it('is good for the provider that it comes from alone', async () => {
    const token = acme.token(person(chef))
    expect(await tryIdToken(gateway, { name: 'other' }, token)).toEqual(NOT_VALID)
    expect((await tryIdToken(gateway, acme, token)).user).toEqual({ email: chef.email })
  })

  it('for a provider that there is not is refused', async () => {
    for (const name of ['nobody', '', 'constructor', 'ACME']) {
      expect(await tryIdToken(gateway, { name }, acme.token(person(chef)))).toEqual({
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        message: 'There is no such identity provider.',
        path: ['provider'],
      })
    }
    expect(await linksOf(chef)).toEqual([])
  })
})

describe('a provider of one organization', () => {
  it('opens accounts of that organization', async () => {
    expect((await tryIdToken(confined, acme, acme.token(person(chef)))).user).toEqual({ email: chef.email })
  })

  it('opens no account of another, nor of the platform, linked or not', async () => {
    const foreign = await hire(gateway, await createBusiness(gateway), 'CHEF')
    const platform = await hireForAll(gateway, null, 'SUPER_ADMIN')
    for (const member of [foreign, platform]) {
      const who = person(member)
      await expectNothing(member, who, confined)
      await link(member, who.sub)
      await expectNothing(member, who, confined)
    }
  })
})

describe('an address from which twenty tokens were not good', () => {
  it('has to wait, also with a good one, and passwords are counted by themselves', async () => {
    for (let time = 0; time < 20; time += 1) {
      expect(await tryIdToken(gateway, acme, acme.token({ ...person(chef), aud: `wrong ${time}` }))).toEqual(NOT_VALID)
    }
    const token = acme.token(person(chef))
    const { status, headers, body } = await sendIdToken(gateway, 'acme', token)
    expect({ status, retryAfter: headers.get('retry-after') }).toEqual({ status: 429, retryAfter: '60' })
    expect(body.errors?.[0]?.extensions.code).toBe('RATE_LIMITED')
    expect(await linksOf(chef)).toEqual([])
    // Who is hired signs in with a password.
    expect((await hire(gateway, business, 'CHEF')).token).toEqual(expect.any(String))
    clock.pass(60)
    expect((await tryIdToken(gateway, acme, token)).user).toEqual({ email: chef.email })
  })
})
