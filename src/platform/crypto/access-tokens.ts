import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { type Audience, audiences } from '#kernel/audience.ts'
import type { Clock } from '#kernel/clock.ts'
import { isUuid } from '#kernel/type-id.ts'
import { newId } from '#platform/new-id.ts'

/** What an access token says: who, in which session, in which app, until when. */
export interface AccessClaims {
  userId: string
  sessionId: string
  audience: Audience
  expiresAt: Date
}

export const ACCESS_TOKEN_SECONDS = 15 * 60
const ALGORITHM = 'ES256'
const ISSUER = 'teppan'
const TYPE = 'at+jwt'
const CLOCK_TOLERANCE_SECONDS = 5
const MAX_LENGTH = 8_192
/**
 * Three parts in base64url without padding, and a signature of 64 bytes whose last digit has no bits to spare: there is
 * one spelling of each token.
 */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]{85}[AQgw]$/

/**
 * Access tokens: JSON Web Tokens signed with ES256 (RFC 7519, 9068). Algorithm, type, issuer and audience are pinned,
 * keys are never taken from the token (RFC 8725): it names one of those that there are, by its thumbprint.
 */
export class AccessTokens {
  readonly #privateKey: KeyObject
  readonly #keyId: string
  /** The keys whose tokens are good, by their ids. */
  readonly #publicKeys: ReadonlyMap<string, KeyObject>
  readonly #clock: Clock
  /** Signatures already checked; the end of a token is checked each time. */
  readonly #verified = new LRUCache<string, AccessClaims>({ max: 10_000 })

  constructor({ sessionKey, previousSessionKey }: SessionKeys, clock: Clock) {
    const current = readKey('SESSION_KEY', sessionKey)
    const previous = previousSessionKey === null ? [] : [readKey('PREVIOUS_SESSION_KEY', previousSessionKey)]
    this.#privateKey = current.privateKey
    this.#keyId = current.id
    this.#publicKeys = new Map([current, ...previous].map(({ id, publicKey }) => [id, publicKey]))
    this.#clock = clock
  }

  async sign(claims: Omit<AccessClaims, 'expiresAt'>): Promise<{ token: string; expiresAt: Date }> {
    const issuedAt = Math.floor(this.#clock.now().getTime() / 1000)
    const expiresAt = issuedAt + ACCESS_TOKEN_SECONDS
    const token = await new SignJWT({ sid: claims.sessionId })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: this.#keyId })
      .setIssuer(ISSUER)
      .setAudience(claims.audience)
      .setSubject(claims.userId)
      .setJti(newId())
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.#privateKey)
    return { token, expiresAt: new Date(expiresAt * 1000) }
  }

  /** The claims of a token that is valid in this app; null for any other text, without telling why. */
  async verify(token: string, audience: Audience): Promise<AccessClaims | null> {
    if (token.length > MAX_LENGTH || !COMPACT.test(token)) return null
    const claims = this.#verified.get(token) ?? (await this.#check(token))
    if (claims?.audience !== audience) return null
    if (claims.expiresAt.getTime() + CLOCK_TOLERANCE_SECONDS * 1000 <= this.#clock.now().getTime()) return null
    return claims
  }

  #keyNamed(id: string): KeyObject {
    const key = this.#publicKeys.get(id)
    if (!key) throw new TypeError('there is no such key')
    return key
  }

  async #check(token: string): Promise<AccessClaims | null> {
    const checked = await jwtVerify(token, ({ kid = '' }) => this.#keyNamed(kid), {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: [...audiences],
      typ: TYPE,
      requiredClaims: ['sub', 'sid', 'jti', 'iat', 'exp'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      maxTokenAge: ACCESS_TOKEN_SECONDS + CLOCK_TOLERANCE_SECONDS,
      currentDate: this.#clock.now(),
    }).catch(() => null)
    if (!checked) return null
    const { sub, sid, exp, aud } = checked.payload
    const audience = audiences.find((one) => one === aud)
    if (!isId(sub) || !isId(sid) || typeof exp !== 'number' || !audience) return null
    const claims = { userId: sub, sessionId: sid, audience, expiresAt: new Date(exp * 1000) }
    this.#verified.set(token, claims)
    return claims
  }
}

/** Keys of ES256 in PEM. Tokens are signed with the session key; those of the one before it are good as well. */
export interface SessionKeys {
  sessionKey: string
  previousSessionKey: string | null
}

/** The key, and its id: the thumbprint of RFC 7638. */
function readKey(variable: string, pem: string) {
  const privateKey = createPrivateKey(pem)
  if (privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new TypeError(
      `${variable} must be a P-256 private key in PEM (openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256)`,
    )
  }
  const publicKey = createPublicKey(privateKey)
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' })
  const id = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
  return { id, privateKey, publicKey }
}

function isId(claim: unknown): claim is string {
  return typeof claim === 'string' && isUuid(claim)
}
