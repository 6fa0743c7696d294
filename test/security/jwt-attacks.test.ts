import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { anyCost } from '../support/allowances.ts'
import { createBusiness, hire, type StaffMember } from '../support/business.ts'
import { readToken, signToken, type TokenParts, unsignedToken } from '../support/forged-token.ts'
import { createTestSecrets, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawSocket } from '../support/raw-socket.ts'

let gateway: TestGateway
let manager: StaffMember
/** A good token of a live session, and its parts. */
let good: string
let parts: TokenParts
let key: string
/** The key before: a token may name it. */
let previousKey: string

beforeAll(async () => {
  previousKey = createTestSecrets().sessionKey
  gateway = await startTestGateway({ secrets: { ...createTestSecrets(), previousSessionKey: previousKey } })
  manager = await hire(gateway, await createBusiness(gateway), 'STATION_MANAGER')
  good = manager.token
  key = gateway.secrets.sessionKey
})

beforeEach(() => {
  parts = readToken(good)
})

afterAll(() => gateway.stop())

const QUERY = '{ viewer { permissions } }'
const now = () => Math.floor(Date.now() / 1000)

/** By which tokens name a key. */
function idOf(privateKey: string): Promise<string> {
  return calculateJwkThumbprint(createPublicKey(privateKey).export({ format: 'jwk' }) as JWK)
}

/** Answered over HTTP and over a socket exactly like every other token that is not good. */
async function expectRefused(token: string): Promise<void> {
  const { status, headers, body } = await gateway.send(QUERY, {}, token)
  const requestId = headers.get('x-request-id')
  expect({ status, body }).toEqual({
    status: 401,
    body: {
      errors: [
        {
          message: 'The access token is not valid (any more): sign in or refresh the session.',
          extensions: { code: 'UNAUTHENTICATED', requestId },
        },
      ],
      extensions: { requestId, cost: anyCost },
    },
  })
  expect(headers.get('www-authenticate')).toBe('Bearer')
  expect(headers.get('cache-control')).toBe('no-store')

  const socket = new RawSocket(gateway.url)
  await socket.opened()
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })
  expect(await socket.closed).toEqual({ code: 4403, reason: 'The session has ended' })
}

/** The parts of the good token with these instead; what is undefined is left out. */
function changed({ header, claims }: Partial<Record<'header' | 'claims', object>>): TokenParts {
  return { header: { ...parts.header, ...header }, claims: { ...parts.claims, ...claims } }
}

/** Signed with any key at all, as the header says. */
function signWith(privateKey: KeyObject, header: object, hash: string | null = 'sha256'): string {
  const content = unsignedToken(changed({ header }))
  return `${content}.${sign(hash, Buffer.from(content), privateKey).toString('base64url')}`
}

describe('an access token', () => {
  it('is accepted as the gateway signs it, which shows that a test can sign one as well', async () => {
    const kid = await idOf(previousKey)
    for (const token of [good, signToken(parts, key), signToken(changed({ header: { kid } }), previousKey)]) {
      const { status, body } = await gateway.send<{ viewer: unknown }>(QUERY, {}, token)
      expect(status).toBe(200)
      expect(body.data?.viewer).not.toBeNull()
      const socket = await RawSocket.connect(gateway.url, token)
      await socket.close()
    }
  })

  it('without a signature is refused, whatever it says of it', async () => {
    for (const alg of ['none', 'None', 'nOnE', 'NONE', '', null, 'ES256', undefined]) {
      const unsigned = unsignedToken(changed({ header: { alg } }))
      await expectRefused(`${unsigned}.`)
      await expectRefused(unsigned)
    }
  })

  it('with the signature of another token, or one of zeros, is refused', async () => {
    const [, , signature] = good.split('.')
    await expectRefused(`${unsignedToken(changed({ claims: { sub: randomUUID() } }))}.${signature}`)
    await expectRefused(`${unsignedToken(parts)}.${Buffer.alloc(64).toString('base64url')}`)
  })

  it('signed with the public key as a shared secret is refused', async () => {
    const publicKey = createPublicKey(key)
    const secrets = [
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'pem' }).toString().trim(),
      publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(publicKey.export({ format: 'jwk' })),
      '',
    ]
    for (const [alg, hash] of [
      ['HS256', 'sha256'],
      ['HS512', 'sha512'],
      ['ES256', 'sha512'],
    ] as const) {
      const content = unsignedToken(changed({ header: { alg } }))
      for (const secret of secrets) {
        await expectRefused(`${content}.${createHmac(hash, secret).update(content).digest('base64url')}`)
      }
    }
  })

  it('signed with another key is refused, whichever key and algorithm it names', async () => {
    const stranger = createTestSecrets().sessionKey
    await expectRefused(signToken(parts, stranger))
    await expectRefused(signToken(parts, previousKey))
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    for (const alg of ['RS256', 'PS256', 'ES256']) await expectRefused(signWith(rsa, { alg }))
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey
    for (const alg of ['ES384', 'ES256']) await expectRefused(signWith(p384, { alg }, 'sha384'))
    const ed25519 = generateKeyPairSync('ed25519').privateKey
    for (const alg of ['EdDSA', 'Ed25519', 'ES256']) await expectRefused(signWith(ed25519, { alg }, null))
  })

  it('of a key that it does not name, or of none that there is, is refused, though it is signed well', async () => {
    const kids = [
      undefined,
      null,
      '',
      'k',
      1,
      ['k'],
      {},
      '__proto__',
      'constructor',
      '../../../../dev/null',
      "' or 1=1 --",
    ]
    for (const kid of kids) await expectRefused(signToken(changed({ header: { kid } }), key))
    const kid = await idOf(previousKey)
    await expectRefused(signToken(changed({ header: { kid } }), key))
  })

  it('that brings its own key, or says where to find one, is refused', async () => {
    const stranger = createTestSecrets().sessionKey
    const jwk = createPublicKey(stranger).export({ format: 'jwk' })
    const kid = await idOf(stranger)
    const tricks: object[] = [
      { jwk },
      { jwk, kid },
      { jwk: { ...jwk, kid: parts.header.kid } },
      { jku: 'http://127.0.0.1:1/keys.json' },
      { jku: 'http://127.0.0.1:1/keys.json', kid },
      { x5u: 'http://127.0.0.1:1/cert.pem' },
      { x5c: [createPublicKey(stranger).export({ type: 'spki', format: 'der' }).toString('base64')] },
      { kid: 'data:application/json,{}' },
    ]
    for (const header of tricks) await expectRefused(signToken(changed({ header }), stranger))
  })

  it('with a critical extension that nobody knows, or with its claims in the clear, is refused', async () => {
    await expectRefused(signToken(changed({ header: { crit: ['x'], x: 1 } }), key))
    await expectRefused(signToken(changed({ header: { crit: ['b64', 'x'], x: 1, b64: true } }), key))
    await expectRefused(signToken(changed({ header: { crit: ['b64'], b64: false } }), key))
  })

  it.each<[string, () => Partial<Record<'header' | 'claims', object>>]>([
    ['that has ended', () => ({ claims: { iat: now() - 900, exp: now() - 6 } })],
    ['that ends in the far future, but was made long ago', () => ({ claims: { iat: now() - 911, exp: now() + 9e8 } })],
    ['of the future', () => ({ claims: { iat: now() + 60, exp: now() + 960 } })],
    ['that is not good yet', () => ({ claims: { nbf: now() + 60 } })],
    ['of another issuer', () => ({ claims: { iss: 'teppan.example' } })],
    ['of several issuers', () => ({ claims: { iss: ['teppan'] } })],
    ['of nobody', () => ({ claims: { iss: undefined } })],
    ['for another audience', () => ({ claims: { aud: 'chef' } })],
    ['for partners', () => ({ claims: { aud: 'public' } })],
    ['for several audiences', () => ({ claims: { aud: ['admin', 'chef'] } })],
    ['for no audience', () => ({ claims: { aud: undefined } })],
    ['of another type', () => ({ header: { typ: 'JWT' } })],
    ['of no type', () => ({ header: { typ: undefined } })],
    ['without a user', () => ({ claims: { sub: undefined } })],
    ['without a session', () => ({ claims: { sid: undefined } })],
    ['without an id', () => ({ claims: { jti: undefined } })],
    ['without its beginning', () => ({ claims: { iat: undefined } })],
    ['without an end', () => ({ claims: { exp: undefined } })],
    ['whose end is text', () => ({ claims: { exp: '9999999999' } })],
    ['whose end is no number', () => ({ claims: { exp: null } })],
    ['whose user is no text', () => ({ claims: { sub: ['*'] } })],
    ['whose user is no user', () => ({ claims: { sub: 'admin' } })],
    ['whose session is no session', () => ({ claims: { sid: "' or true --" } })],
    ['of a session that never was', () => ({ claims: { sid: randomUUID() } })],
    ['of somebody else’s session', () => ({ claims: { sub: randomUUID() } })],
  ])('%s is refused, though it is signed well', async (_what, change) => {
    await expectRefused(signToken(changed(change()), key))
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

  it('is not what only looks like one', async () => {
    const [header, claims, signature] = good.split('.')
    const json = { protected: header, payload: claims, signature }
    for (const text of [
      manager.refreshToken,
      Buffer.from(JSON.stringify(json)).toString('base64url'),
      `${header}.${claims}.${signature}.${claims}.${signature}`,
      `${claims}.${header}.${signature}`,
      `${header}..${signature}`,
      '..',
      '.',
      'undefined',
      'null',
      '[object',
    ]) {
      await expectRefused(text)
    }
  })

  it('is refused unread when it is too long', async () => {
    await expectRefused(`${good}${'A'.repeat(8_192)}`)
    await expectRefused(signToken(changed({ claims: { padding: 'x'.repeat(8_192) } }), key))
  })

  it('of one app is refused in the others', async () => {
    for (const path of ['/chef/graphql', '/public/graphql']) {
      const response = await fetch(`${gateway.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${good}` },
        body: JSON.stringify({ query: QUERY }),
      })
      expect(response.status).toBe(401)
    }
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
      body: JSON.stringify({ query: QUERY }),
    })
    expect(status).toBe(401)
    expect(body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })
})
