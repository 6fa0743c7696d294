import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
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
 * keys are never taken from the token (RFC 8725).
 */
export class AccessTokens {
  readonly #privateKey: KeyObject
  readonly #publicKey: KeyObject
  readonly #clock: Clock
  /** Signatures already checked; the end of a token is checked each time. */
  readonly #verified = new LRUCache<string, AccessClaims>({ max: 10_000 })

  constructor(sessionKey: string, clock: Clock) {
    this.#privateKey = createPrivateKey(sessionKey)
    this.#publicKey = createPublicKey(this.#privateKey)
    if (this.#privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
      throw new TypeError(
        'SESSION_KEY must be a P-256 private key in PEM (openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256)',
      )
    }
    this.#clock = clock
  }

  async sign(claims: Omit<AccessClaims, 'expiresAt'>): Promise<{ token: string; expiresAt: Date }> {
    const issuedAt = Math.floor(this.#clock.now().getTime() / 1000)
    const expiresAt = issuedAt + ACCESS_TOKEN_SECONDS
    const token = await new SignJWT({ sid: claims.sessionId })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
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

  async #check(token: string): Promise<AccessClaims | null> {
    const checked = await jwtVerify(token, this.#publicKey, {
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

function isId(claim: unknown): claim is string {
  return typeof claim === 'string' && isUuid(claim)
}
