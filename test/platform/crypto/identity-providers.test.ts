import { generateKeyPairSync } from 'node:crypto'
import { type AddressInfo, createServer } from 'node:net'
import { SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { IdentityProviders } from '#platform/crypto/identity-providers.ts'
import { ChosenClock } from '../../support/chosen-clock.ts'
import { readToken, signToken } from '../../support/forged-token.ts'
import { createSigningKey, publicJwk, TestIdentityProvider } from '../../support/identity-provider.ts'

let clock: ChosenClock
let acme: TestIdentityProvider
let providers: IdentityProviders
let logged: { fields: object; message: string }[]

const log = {
  debug: () => undefined,
  error: () => undefined,
  info: (fields: object, message: string) => void logged.push({ fields, message }),
  warn: (fields: object, message: string) => void logged.push({ fields, message }),
}

beforeEach(async () => {
  clock = new ChosenClock()
  logged = []
  acme = await TestIdentityProvider.start('acme', clock)
  providers = new IdentityProviders([acme.settings()], clock, log)
})

afterEach(() => acme.stop())

const verify = (idToken: string, of = providers) => of.verify({ provider: 'acme', idToken, nonce: null })
const kindOf = async (idToken: string) => (await verify(idToken)).kind
const unavailable = (retryAfter: number) => ({ kind: 'UNAVAILABLE', retryAfter })
/** Signed with a key that the provider has not. */
const forged = () => signToken(readToken(acme.token({})), createSigningKey().privateKey)

describe('the keys of an identity provider', () => {
  it('are asked for when the first token comes, and then kept for ten minutes', async () => {
    expect(acme.asked).toBe(0)
    for (let time = 0; time < 3; time += 1) expect(await kindOf(acme.token({}))).toBe('PERSON')
    clock.pass(9 * 60)
    expect(await kindOf(acme.token({}))).toBe('PERSON')
    expect(acme.asked).toBe(1)
    clock.pass(60)
    expect(await kindOf(acme.token({}))).toBe('PERSON')
    expect(acme.asked).toBe(2)
  })

  it('are asked for once by all who come at a time', async () => {
    const kinds = await Promise.all(Array.from({ length: 20 }, () => kindOf(acme.token({}))))
    expect(kinds).toEqual(Array(20).fill('PERSON'))
    expect(acme.asked).toBe(1)
  })

  it('are asked for again when a token names one that is not among them: the provider may have a new one', async () => {
    const old = acme.token({})
    expect(await kindOf(old)).toBe('PERSON')
    acme.key = createSigningKey()
    clock.pass(30)
    expect(await kindOf(acme.token({}))).toBe('PERSON')
    expect(acme.asked).toBe(2)
    clock.pass(-30)
    expect(await kindOf(old)).toBe('NOT_VALID')
  })

  it('are not asked for more often than twice a minute, whatever keys are named', async () => {
    expect(await kindOf(acme.token({}))).toBe('PERSON')
    for (let time = 0; time < 50; time += 1) expect(await kindOf(acme.token({}, { kid: `${time}` }))).toBe('NOT_VALID')
    expect(acme.asked).toBe(1)
    clock.pass(30)
    const many = Array.from({ length: 50 }, (_, time) => kindOf(acme.token({}, { kid: `${time}` })))
    expect(await Promise.all(many)).toEqual(Array(50).fill('NOT_VALID'))
    expect(acme.asked).toBe(2)
  })

  it('are not asked for by a token that cannot be good whatever they are', async () => {
    for (const token of [
      '',
      'a.b.c',
      'x'.repeat(9_000),
      acme.token({}, { alg: 'none' }),
      acme.token({}, { alg: 'HS256' }),
    ]) {
      expect(await kindOf(token)).toBe('NOT_VALID')
    }
    expect(acme.asked).toBe(0)
  })

  it('may be of any kind that the settings allow, and no other', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
    acme.answer = (response) => acme.giveKeys(response, [{ ...rsa.publicKey.export({ format: 'jwk' }), kid: 'rsa' }])
    const sign = (alg: string) =>
      new SignJWT(acme.claims({ sub: 'ada' })).setProtectedHeader({ alg, kid: 'rsa' }).sign(rsa.privateKey)
    expect(await verify(await sign('RS256'))).toMatchObject({ kind: 'PERSON', person: { subject: 'ada' } })
    for (const alg of ['RS512', 'PS256']) expect(await kindOf(await sign(alg))).toBe('NOT_VALID')
  })

  it('of which several fit a token that names none are not tried one after the other', async () => {
    acme.answer = (response) => acme.giveKeys(response, [publicJwk(createSigningKey()), publicJwk(acme.key)])
    expect(await kindOf(acme.token({}, { kid: undefined }))).toBe('NOT_VALID')
    expect(await kindOf(acme.token({}))).toBe('PERSON')
  })
})

describe('a provider that cannot be asked', () => {
  it.each<[string, () => void]>([
    ['fails', () => (acme.answer = (response) => void response.writeHead(500).end('{}'))],
    ['hangs up', () => (acme.answer = (response) => void response.destroy())],
    [
      'hangs up in the middle',
      () =>
        (acme.answer = (response) =>
          void response.writeHead(200, { 'content-length': 99 }).write('{', () => response.destroy())),
    ],
    ['answers no JSON', () => (acme.answer = (response) => void response.end('<html>'))],
    ['answers other JSON', () => (acme.answer = (response) => void response.end('{"keys":{}}'))],
    ['answers null', () => (acme.answer = (response) => void response.end('null'))],
    [
      'says that the keys are elsewhere',
      () => (acme.answer = (response) => void response.writeHead(302, { location: `${acme.url}?again` }).end()),
    ],
    [
      'has no end of keys',
      () =>
        (acme.answer = (response) => acme.giveKeys(response, [publicJwk(acme.key), { more: 'x'.repeat(128 * 1024) }])),
    ],
  ])('because it %s is left alone for five seconds, and asked again then', async (_what, fail) => {
    fail()
    const token = acme.token({})
    expect(await verify(token)).toEqual(unavailable(5))
    expect(acme.asked).toBe(1)
    clock.pass(2)
    expect(await verify(token)).toEqual(unavailable(3))
    expect(acme.asked).toBe(1)
    expect(logged).toEqual([
      {
        fields: { err: expect.any(Error), provider: 'acme' },
        message: 'the keys of an identity provider cannot be read',
      },
    ])
    clock.pass(3)
    acme.answer = (response) => acme.giveKeys(response)
    expect(await kindOf(token)).toBe('PERSON')
    expect(acme.asked).toBe(2)
  })

  it('because nobody listens is unavailable, and is asked again when somebody does', async () => {
    const port = Number(new URL(acme.url).port)
    const token = acme.token({})
    await acme.stop()
    expect(await verify(token)).toEqual(unavailable(5))
    await acme.listen(port)
    clock.pass(5)
    expect(await kindOf(token)).toBe('PERSON')
  })

  it('because it takes connections and says nothing is given up after three seconds by all who wait', async () => {
    acme.answer = () => undefined
    const start = performance.now()
    expect(await Promise.all([verify(acme.token({})), verify(acme.token({}))])).toEqual([
      unavailable(5),
      unavailable(5),
    ])
    expect(performance.now() - start).toBeGreaterThan(2_900)
    expect(performance.now() - start).toBeLessThan(6_000)
    expect(acme.asked).toBe(1)
  })

  it('because its answer does not end is given up after three seconds as well', async () => {
    acme.answer = (response) => void response.writeHead(200).write('{"keys":[')
    const start = performance.now()
    expect(await verify(acme.token({}))).toEqual(unavailable(5))
    expect(performance.now() - start).toBeLessThan(6_000)
  })

  it('because its TLS is none is unavailable', async () => {
    const silent = createServer((socket) => socket.end('no TLS'))
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
    const jwksUrl = `https://127.0.0.1:${(silent.address() as AddressInfo).port}/`
    const other = new IdentityProviders([acme.settings({ jwksUrl })], clock, log)
    expect(await verify(acme.token({}), other)).toEqual(unavailable(5))
    silent.close()
  })

  it('is stood in for by its keys of the last hour, and not by older ones', async () => {
    expect(await kindOf(acme.token({}))).toBe('PERSON')
    acme.answer = (response) => void response.writeHead(503).end()
    clock.pass(59 * 60)
    expect(await kindOf(acme.token({}))).toBe('PERSON')
    expect(await kindOf(forged())).toBe('NOT_VALID')
    expect(acme.asked).toBe(2)
    clock.pass(60)
    expect(await verify(acme.token({}))).toEqual(unavailable(5))
    expect(acme.asked).toBe(3)
  })

  it('may know keys that the kept ones are not: whether the token is good is not known then', async () => {
    expect(await kindOf(acme.token({}))).toBe('PERSON')
    acme.answer = (response) => void response.writeHead(503).end()
    acme.key = createSigningKey()
    clock.pass(30)
    expect(await verify(acme.token({}))).toEqual(unavailable(5))
    expect(await verify(acme.token({}))).toEqual(unavailable(5))
    expect(acme.asked).toBe(2)
  })

  it('does not hold up another', async () => {
    acme.answer = () => undefined
    const other = await TestIdentityProvider.start('other', clock)
    const both = new IdentityProviders([acme.settings(), other.settings()], clock, log)
    const waiting = verify(acme.token({}), both)
    const { kind } = await both.verify({ provider: 'other', idToken: other.token({}), nonce: null })
    expect(kind).toBe('PERSON')
    acme.answer = (response) => acme.giveKeys(response)
    await other.stop()
    expect(await waiting).toEqual(unavailable(5))
  })
})

describe('a token that is not valid', () => {
  it('is written down with the reason, and nothing that stands in it', async () => {
    const email = 'ada@example.com'
    await verify(acme.token({ aud: 'another app', email }))
    await verify(acme.token({ exp: 1, email }))
    await verify(acme.token({ sub: 'Zoë', email }))
    await verify(forged())
    expect(logged.map(({ fields }) => fields)).toEqual([
      { provider: 'acme', reason: 'ERR_JWT_CLAIM_VALIDATION_FAILED', claim: 'aud' },
      { provider: 'acme', reason: 'ERR_JWT_EXPIRED', claim: 'exp' },
      { provider: 'acme', claim: 'sub' },
      { provider: 'acme', reason: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' },
    ])
  })
})

describe('a token that is valid', () => {
  it('tells who it stands for, and until when it has to be remembered', async () => {
    const organizationId = '0197b5c8-0000-7000-8000-000000000001'
    const own = new IdentityProviders([acme.settings({ organizationId })], clock, log)
    const now = Math.floor(clock.now().getTime() / 1000)
    const told = { sub: 'ada', email: 'Ada@example.com', email_verified: true, iat: now }
    expect(await verify(acme.token({ ...told, exp: now + 60 }), own)).toEqual({
      kind: 'PERSON',
      person: {
        provider: 'acme',
        subject: 'ada',
        verifiedEmail: 'Ada@example.com',
        organizationId,
        tokenHash: expect.any(Buffer),
        tokenEndsAt: new Date((now + 60 + 65) * 1000),
      },
    })
    const long = await verify(acme.token({ ...told, exp: now + 24 * 60 * 60 }), own)
    expect(long).toMatchObject({ person: { tokenEndsAt: new Date((now + 600 + 65) * 1000) } })
  })

  it.each([
    ['an address that is not in ASCII', '\u212aelvin@example.com'],
    ['an address with more than 254 characters', `${'x'.repeat(250)}@example.com`],
    ['no address at all', 'Ada'],
  ])('with %s has none', async (_what, email) => {
    const verdict = await verify(acme.token({ email, email_verified: true }))
    expect(verdict).toMatchObject({ kind: 'PERSON', person: { verifiedEmail: null } })
  })

  it('is the same one under another signature', async () => {
    const token = acme.token({})
    const again = signToken(readToken(token), acme.key.privateKey)
    const [one, other] = [await verify(token), await verify(again)]
    expect(again).not.toBe(token)
    expect(one).toEqual(other)
  })
})
