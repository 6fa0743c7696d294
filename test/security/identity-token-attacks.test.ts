import { createHmac, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createBusiness, hire, type StaffMember } from '../support/business.ts'
import { ChosenClock } from '../support/chosen-clock.ts'
import { NOT_VALID, sendIdTokenFrom, tryIdToken } from '../support/external-sign-in.ts'
import { readToken, signToken, type TokenParts, unsignedToken } from '../support/forged-token.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { createSigningKey, publicJwk, TestIdentityProvider } from '../support/identity-provider.ts'

const clock = new ChosenClock()
let gateway: TestGateway
let acme: TestIdentityProvider
/** Where an attacker has keys. */
let evil: TestIdentityProvider
let chef: StaffMember
let parts: TokenParts
let key: string

beforeAll(async () => {
  acme = await TestIdentityProvider.start('acme', clock)
  evil = await TestIdentityProvider.start('evil', clock)
  gateway = await startTestGateway({
    clock,
    trustedProxies: ['127.0.0.1'],
    identityProviders: [acme.settings()],
  })
  chef = await hire(gateway, await createBusiness(gateway), 'CHEF')
  key = acme.key.privateKey
})

beforeEach(() => {
  clock.pass(60 * 60)
  parts = readToken(acme.token({ sub: randomUUID(), email: chef.email, email_verified: true }))
})

afterAll(async () => {
  await gateway.stop()
  await acme.stop()
  await evil.stop()
})

/** The parts of the good token with these instead; what is undefined is left out. */
function changed({ header, claims }: Partial<Record<'header' | 'claims', object>>): TokenParts {
  return { header: { ...parts.header, ...header }, claims: { ...parts.claims, ...claims } }
}

let senders = 0
const now = () => Math.floor(clock.now().getTime() / 1000)
const withClaims = (claims: object) => signToken(changed({ claims }), key)
const withHeader = (header: object, privateKey = key) => signToken(changed({ header }), privateKey)

/** Answered exactly like every other token that is not good, in both apps; nothing has happened. */
async function expectRefused(token: string): Promise<void> {
  for (const audience of ['admin', 'chef'] as const) {
    // Each from elsewhere, so that nobody has to wait for what was tried before.
    senders += 1
    const ip = `198.51.${Math.floor(senders / 256)}.${senders % 256}`
    expect(await sendIdTokenFrom(ip, gateway.on(audience), 'acme', token)).toEqual(NOT_VALID)
  }
  const [left] = await gateway.sql(
    `select (select count(*)::int from identity.external_identities) as links,
            (select count(*)::int from identity.used_identity_tokens) as used,
            (select count(*)::int from identity.sessions) as sessions`,
  )
  expect(left).toEqual({ links: 0, used: 0, sessions: 1 })
}

describe('an ID token', () => {
  it('without a signature is refused, whatever it says of it', async () => {
    for (const alg of ['none', 'None', 'NONE', '', null, 'ES256', undefined]) {
      const unsigned = unsignedToken(changed({ header: { alg } }))
      await expectRefused(`${unsigned}.`)
      await expectRefused(unsigned)
    }
  })

  it('signed with the public key as a shared secret is refused', async () => {
    const publicKey = createPublicKey(key)
    const secrets = [
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(publicJwk(acme.key)),
      '',
    ]
    for (const alg of ['HS256', 'ES256']) {
      const content = unsignedToken(changed({ header: { alg } }))
      for (const secret of secrets) {
        await expectRefused(`${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`)
      }
    }
  })

  it('signed with another key is refused, whatever the key is called', async () => {
    const other = createSigningKey()
    for (const kid of [acme.key.kid, other.kid, undefined]) await expectRefused(withHeader({ kid }, other.privateKey))
    const content = unsignedToken(changed({ header: { alg: 'RS256' } }))
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    await expectRefused(`${content}.${sign('sha256', Buffer.from(content), rsa).toString('base64url')}`)
  })

  it('that brings a key along, or says where to get one, is refused, and nobody goes there', async () => {
    const { kid, privateKey } = evil.key
    const certificate = Buffer.from('no certificate').toString('base64')
    for (const header of [
      { jwk: publicJwk(evil.key) },
      { jku: evil.url },
      { jku: evil.url, kid },
      { x5u: evil.url },
      { x5c: [certificate] },
    ]) {
      await expectRefused(withHeader(header, privateKey))
    }
    expect(evil.asked).toBe(0)
  })

  it('whose name of a key is a trick is refused', async () => {
    const kids = [
      `../../${acme.key.kid}`,
      `${acme.key.kid}\u0000`,
      "' or 1=1 --",
      '__proto__',
      'x'.repeat(4_000),
      7,
      {},
    ]
    for (const kid of [...kids, null, [acme.key.kid], evil.url]) await expectRefused(withHeader({ kid }))
  })

  it('that wants to be read in another way is refused', async () => {
    await expectRefused(withHeader({ crit: ['exp'], exp: now() }))
    await expectRefused(withHeader({ crit: ['b64'], b64: false }))
    for (const typ of ['at+jwt', 'logout+jwt', 'application/at+jwt', '']) await expectRefused(withHeader({ typ }))
  })

  it('with other content under the signature of a good one is refused', async () => {
    const [, , signature] = signToken(parts, key).split('.')
    await expectRefused(`${unsignedToken(changed({ claims: { sub: randomUUID() } }))}.${signature}`)
  })

  it('of another issuer is refused', async () => {
    for (const iss of [
      'https://id.acme.example/',
      'https://id.other.example',
      '',
      ['https://id.acme.example'],
      undefined,
    ]) {
      await expectRefused(withClaims({ iss }))
    }
  })

  it('for another app, or for others besides us, is refused', async () => {
    const { aud } = parts.claims
    for (const other of ['other', '', [], ['other'], [aud, 'other'], [aud, aud], null, undefined, { aud }]) {
      await expectRefused(withClaims({ aud: other }))
    }
    for (const azp of ['other', '', null, [aud]]) await expectRefused(withClaims({ azp }))
  })

  it('before and after its time is refused', async () => {
    await expectRefused(withClaims({ exp: now() - 5 }))
    for (const exp of [undefined, null, 'never', `${now() + 60}`]) await expectRefused(withClaims({ exp }))
    for (const iat of [undefined, null, 'now']) await expectRefused(withClaims({ iat }))
    await expectRefused(withClaims({ iat: now() - 606, exp: now() + 3_600 }))
    await expectRefused(withClaims({ iat: now() + 30 }))
    await expectRefused(withClaims({ nbf: now() + 30 }))
    await expectRefused(withClaims({ nbf: 'soon' }))
  })

  it('without a subject that can be kept is refused', async () => {
    for (const sub of [undefined, null, '', 7, {}, 'x'.repeat(256), 'a\u0000b', 'Zoë', '\ud800']) {
      await expectRefused(withClaims({ sub }))
    }
  })

  it('that is no token, or longer than any, is refused', async () => {
    for (const text of ['', '.', '..', '...', 'a.b.c', ' ', 'null', '{}', `${signToken(parts, key)}=`]) {
      await expectRefused(text)
    }
    await expectRefused(withClaims({ more: 'x'.repeat(6_500) }))
  })

  it('is accepted as the provider signs it, which shows that what was refused lacked nothing else', async () => {
    const { aud } = parts.claims
    const good = [
      {},
      { claims: { aud: [aud], azp: aud } },
      { claims: { nbf: now() + 3 } },
      { claims: { iat: now() + 3 } },
      { claims: { iat: now() - 600, exp: now() + 1 } },
      { claims: { exp: now() + 1 } },
      { header: { typ: 'JWT' } },
      { header: { kid: undefined } },
      { header: { jwk: publicJwk(evil.key), jku: evil.url } },
      { claims: { more: 'x'.repeat(5_000) } },
    ]
    for (const change of good) {
      const token = signToken(changed({ ...change, claims: { jti: randomUUID(), ...change.claims } }), key)
      expect((await tryIdToken(gateway, acme, token)).user).toEqual({ email: chef.email })
    }
    expect(evil.asked).toBe(0)
  })
})

describe('a provider that cannot be asked', () => {
  it('is told apart from a token that is not good, is not counted, and is asked later', async () => {
    acme.answer = (response) => void response.destroy()
    const late = () => tryIdToken(gateway, acme, acme.token({ sub: parts.claims.sub }))
    for (let time = 0; time < 25; time += 1) {
      expect(await late()).toMatchObject({
        __typename: 'IdentityProviderUnavailableError',
        code: 'IDENTITY_PROVIDER_UNAVAILABLE',
        message: 'The identity provider cannot be reached right now: try again later, or sign in with your password.',
        path: null,
        retryAfter: 5,
      })
    }
    acme.answer = (response) => acme.giveKeys(response)
    clock.pass(5)
    const token = acme.token({ email: (await hireAnother()).email, email_verified: true })
    expect((await tryIdToken(gateway, acme, token)).__typename).toBe('SignInWithIdentityProviderPayload')
  })
})

async function hireAnother(): Promise<StaffMember> {
  return hire(gateway, await createBusiness(gateway), 'CHEF')
}
