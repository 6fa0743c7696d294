import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { ACCESS_TOKEN_SECONDS, AccessTokens } from '#platform/crypto/access-tokens.ts'
import { ChosenClock } from '../../support/chosen-clock.ts'
import { readToken } from '../../support/forged-token.ts'
import { createTestSecrets } from '../../support/gateway.ts'

const keys = createTestSecrets()

describe('access tokens', () => {
  const user = { userId: randomUUID(), sessionId: randomUUID(), audience: 'chef' as const }

  it('are good for 15 minutes and 5 seconds, also when they have been seen before', async () => {
    const clock = new ChosenClock()
    const tokens = new AccessTokens(keys, clock)
    const { token, expiresAt } = await tokens.sign(user)
    expect(expiresAt.getTime()).toBe(Math.floor(clock.now().getTime() / 1000) * 1000 + ACCESS_TOKEN_SECONDS * 1000)

    expect(await tokens.verify(token, 'chef')).toEqual({ ...user, expiresAt })
    clock.pass(ACCESS_TOKEN_SECONDS + 3)
    expect(await tokens.verify(token, 'chef')).toEqual({ ...user, expiresAt })
    expect(await new AccessTokens(keys, clock).verify(token, 'chef')).toEqual({ ...user, expiresAt })
    clock.pass(4)
    expect(await tokens.verify(token, 'chef')).toBeNull()
    expect(await new AccessTokens(keys, clock).verify(token, 'chef')).toBeNull()
  })

  it('are good in their own app alone, also when they have been seen there', async () => {
    const tokens = new AccessTokens(keys, new ChosenClock())
    const { token } = await tokens.sign(user)
    for (const audience of ['admin', 'public', 'chef', 'admin'] as const) {
      expect((await tokens.verify(token, audience)) !== null).toBe(audience === 'chef')
    }
  })

  it('are each their own', async () => {
    const tokens = new AccessTokens(keys, new ChosenClock())
    expect((await tokens.sign(user)).token).not.toBe((await tokens.sign(user)).token)
  })

  it('are signed with P-256 alone', () => {
    const pem = (privateKey: ReturnType<typeof generateKeyPairSync>['privateKey']) =>
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const others = [
      pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey),
      pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
      pem(generateKeyPairSync('ed25519').privateKey),
    ]
    for (const other of others) {
      const sessionKeys = { sessionKey: other, previousSessionKey: null }
      expect(() => new AccessTokens(sessionKeys, new ChosenClock())).toThrow('SESSION_KEY must be a P-256')
      const previous = { ...keys, previousSessionKey: other }
      expect(() => new AccessTokens(previous, new ChosenClock())).toThrow('PREVIOUS_SESSION_KEY must be a P-256')
    }
  })

  it('name the key that has signed them by its thumbprint (RFC 7638)', async () => {
    const { token } = await new AccessTokens(keys, new ChosenClock()).sign(user)
    const jwk = createPublicKey(keys.sessionKey).export({ format: 'jwk' })
    expect(readToken(token).header).toEqual({
      alg: 'ES256',
      typ: 'at+jwt',
      kid: await calculateJwkThumbprint(jwk as JWK),
    })
  })

  it('of the previous key are good until that key is gone, and none is signed with it', async () => {
    const clock = new ChosenClock()
    const { token } = await new AccessTokens(keys, clock).sign(user)
    const newer = createTestSecrets().sessionKey
    const changed = new AccessTokens({ sessionKey: newer, previousSessionKey: keys.sessionKey }, clock)
    expect((await changed.verify(token, 'chef'))?.sessionId).toBe(user.sessionId)
    const { token: next } = await changed.sign(user)
    expect((await changed.verify(next, 'chef'))?.sessionId).toBe(user.sessionId)

    const done = new AccessTokens({ sessionKey: newer, previousSessionKey: null }, clock)
    expect(await done.verify(token, 'chef')).toBeNull()
    expect((await done.verify(next, 'chef'))?.sessionId).toBe(user.sessionId)
    expect(await new AccessTokens(keys, clock).verify(next, 'chef')).toBeNull()
  })
})
