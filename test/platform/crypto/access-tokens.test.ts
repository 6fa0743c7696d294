import { createHmac, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ACCESS_TOKEN_SECONDS, AccessTokens } from '#platform/crypto/access-tokens.ts'
import { createBusiness, hire } from '../../support/business.ts'
import { ChosenClock } from '../../support/chosen-clock.ts'
import { readToken, signToken, type TokenParts, unsignedToken } from '../../support/forged-token.ts'
import { createTestSecrets, startTestGateway, type TestGateway } from '../../support/gateway.ts'

let gateway: TestGateway
/** A good token of a live session, and its parts. */
let good: string
let parts: TokenParts
let key: string

beforeAll(async () => {
  gateway = await startTestGateway()
  const manager = await hire(gateway, await createBusiness(gateway), 'STATION_MANAGER')
  good = manager.token
  key = gateway.secrets.sessionKey
})

beforeEach(() => {
  parts = readToken(good)
})

afterAll(() => gateway.stop())

function ask(token: string) {
  return gateway.send<{ viewer: unknown }>('{ viewer { permissions } }', {}, token)
}

async function expectRefused(token: string): Promise<void> {
  const { status, headers, body } = await ask(token)
  expect(body).toEqual({
    errors: [
      {
        message: 'The access token is not valid (any more): sign in or refresh the session.',
        extensions: { code: 'UNAUTHENTICATED', requestId: headers.get('x-request-id') },
      },
    ],
  })
  expect(status).toBe(401)
  expect(headers.get('www-authenticate')).toBe('Bearer')
  expect(headers.get('cache-control')).toBe('no-store')
}

const now = () => Math.floor(Date.now() / 1000)

describe('an access token over HTTP', () => {
  it('is accepted as the gateway signs it, which shows that a test can sign one as well', async () => {
    for (const token of [good, signToken(parts, key)]) {
      const { status, body } = await ask(token)
      expect(status).toBe(200)
      expect(body.data?.viewer).not.toBeNull()
    }
  })

  it('without a signature is refused, whatever it says of it', async () => {
    for (const alg of ['none', 'None', 'NONE', '', null, 'ES256', undefined]) {
      const unsigned = unsignedToken({ ...parts, header: { ...parts.header, alg } })
      await expectRefused(`${unsigned}.`)
      await expectRefused(unsigned)
    }
  })

  it('signed with the public key as a shared secret is refused', async () => {
    const publicKey = createPublicKey(key)
    const secrets = [
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(publicKey.export({ format: 'jwk' })),
    ]
    const content = unsignedToken({ ...parts, header: { ...parts.header, alg: 'HS256' } })
    for (const secret of secrets) {
      await expectRefused(`${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`)
    }
  })

  it('signed with another key is refused', async () => {
    await expectRefused(signToken(parts, createTestSecrets().sessionKey))
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const content = unsignedToken({ ...parts, header: { ...parts.header, alg: 'RS256' } })
    await expectRefused(`${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`)
  })

  it('that brings its own key, or says where to find one, is refused', async () => {
    const stranger = createTestSecrets().sessionKey
    const jwk = createPublicKey(stranger).export({ format: 'jwk' })
    const tricks: object[] = [
      { jwk },
      { jku: 'http://127.0.0.1:1/keys.json' },
      { x5u: 'http://127.0.0.1:1/cert.pem' },
      { kid: '../../../../dev/null' },
      { kid: "' or 1=1 --" },
      { kid: 'k', jwk: { ...jwk, kid: 'k' } },
    ]
    for (const trick of tricks) {
      await expectRefused(signToken({ ...parts, header: { ...parts.header, ...trick } }, stranger))
    }
  })

  it('with a critical extension that nobody knows is refused', async () => {
    const header = { ...parts.header, crit: ['b64', 'x'], x: 1, b64: true }
    await expectRefused(signToken({ ...parts, header }, key))
  })

  it.each<[string, () => Partial<Record<'header' | 'claims', object>>]>([
    ['that has ended', () => ({ claims: { iat: now() - 900, exp: now() - 6 } })],
    ['that ends in the far future, but was made long ago', () => ({ claims: { iat: now() - 911, exp: now() + 9e8 } })],
    ['of the future', () => ({ claims: { iat: now() + 60, exp: now() + 960 } })],
    ['that is not good yet', () => ({ claims: { nbf: now() + 60 } })],
    ['of another issuer', () => ({ claims: { iss: 'teppan.example' } })],
    ['of nobody', () => ({ claims: { iss: undefined } })],
    ['for another audience', () => ({ claims: { aud: 'chef' } })],
    ['for no audience', () => ({ claims: { aud: undefined } })],
    ['of another type', () => ({ header: { typ: 'JWT' } })],
    ['of no type', () => ({ header: { typ: undefined } })],
    ['without a user', () => ({ claims: { sub: undefined } })],
    ['without a session', () => ({ claims: { sid: undefined } })],
    ['without an id', () => ({ claims: { jti: undefined } })],
    ['without its beginning', () => ({ claims: { iat: undefined } })],
    ['without an end', () => ({ claims: { exp: undefined } })],
    ['whose end is text', () => ({ claims: { exp: '9999999999' } })],
    ['whose user is no text', () => ({ claims: { sub: ['*'] } })],
    ['whose user is no user', () => ({ claims: { sub: 'admin' } })],
    ['whose session is no session', () => ({ claims: { sid: "' or true --" } })],
    ['of a session that never was', () => ({ claims: { sid: randomUUID() } })],
    ['of somebody else’s session', () => ({ claims: { sub: randomUUID() } })],
  ])('%s is refused, though it is signed well', async (_what, change) => {
    const { header, claims } = change()
    await expectRefused(
      signToken({ header: { ...parts.header, ...header }, claims: { ...parts.claims, ...claims } }, key),
    )
  })

  it('is refused in any other spelling, though the bytes would be the same', async () => {
    const [header, claims, signature = ''] = good.split('.')
    // The last of 86 digits carries four bits that belong to no byte.
    const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const sibling = digits[digits.indexOf(signature.slice(-1)) + 1]
    expect(Buffer.from(`${signature.slice(0, -1)}${sibling}`, 'base64url')).toEqual(Buffer.from(signature, 'base64url'))
    for (const spelling of [
      `${signature}=`,
      `${signature}==`,
      `${signature.slice(0, -1)}${sibling}`,
      `${signature.slice(0, 40)}=${signature.slice(40)}`,
      `${signature}.`,
      `${signature}.${signature}`,
    ]) {
      await expectRefused(`${header}.${claims}.${spelling}`)
    }
    await expectRefused(`${header}=.${claims}.${signature}`)
    await expectRefused(`${header}.${claims}==.${signature}`)
  })

  it('is refused unread when it is too long', async () => {
    await expectRefused(`${good}${'A'.repeat(8_192)}`)
    await expectRefused(signToken({ ...parts, claims: { ...parts.claims, padding: 'x'.repeat(8_192) } }, key))
  })

  it.each([
    ['another scheme', (token: string) => `Basic ${token}`],
    ['a scheme alone', () => 'Bearer'],
    ['a token alone', (token: string) => token],
    ['two tokens', (token: string) => `Bearer ${token} ${token}`],
    ['a token in quotation marks', (token: string) => `Bearer "${token}"`],
  ])('is refused in a header with %s', async (_what, authorization) => {
    const { status, body } = await gateway.request({
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: authorization(good) },
      body: JSON.stringify({ query: '{ viewer { permissions } }' }),
    })
    expect(status).toBe(401)
    expect(body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })
})

describe('access tokens', () => {
  const user = { userId: randomUUID(), sessionId: randomUUID(), audience: 'chef' as const }

  it('are good for 15 minutes and 5 seconds, also when they have been seen before', async () => {
    const clock = new ChosenClock()
    const tokens = new AccessTokens(key, clock)
    const { token, expiresAt } = await tokens.sign(user)
    expect(expiresAt.getTime()).toBe(Math.floor(clock.now().getTime() / 1000) * 1000 + ACCESS_TOKEN_SECONDS * 1000)

    expect(await tokens.verify(token, 'chef')).toEqual({ ...user, expiresAt })
    clock.pass(ACCESS_TOKEN_SECONDS + 3)
    expect(await tokens.verify(token, 'chef')).toEqual({ ...user, expiresAt })
    expect(await new AccessTokens(key, clock).verify(token, 'chef')).toEqual({ ...user, expiresAt })
    clock.pass(4)
    expect(await tokens.verify(token, 'chef')).toBeNull()
    expect(await new AccessTokens(key, clock).verify(token, 'chef')).toBeNull()
  })

  it('are good in their own app alone, also when they have been seen there', async () => {
    const tokens = new AccessTokens(key, new ChosenClock())
    const { token } = await tokens.sign(user)
    for (const audience of ['admin', 'public', 'chef', 'admin'] as const) {
      expect((await tokens.verify(token, audience)) !== null).toBe(audience === 'chef')
    }
  })

  it('are each their own', async () => {
    const tokens = new AccessTokens(key, new ChosenClock())
    expect((await tokens.sign(user)).token).not.toBe((await tokens.sign(user)).token)
  })

  it('are signed with P-256 alone', () => {
    const pem = (privateKey: ReturnType<typeof generateKeyPairSync>['privateKey']) =>
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const keys = [
      pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey),
      pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
      pem(generateKeyPairSync('ed25519').privateKey),
    ]
    for (const other of keys) expect(() => new AccessTokens(other, new ChosenClock())).toThrow('must be a P-256')
  })
})
