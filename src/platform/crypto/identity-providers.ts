import { createHash } from 'node:crypto'
import { errors, type JWTVerifyResult, jwtVerify } from 'jose'
import { z } from 'zod'
import type { Clock } from '#kernel/clock.ts'
import type { Log } from '#platform/log.ts'
import type { IdentityProviderSettings } from './identity-provider-settings.ts'
import { KeysUnavailableError, ProviderKeys } from './provider-keys.ts'

/** Somebody for whom an identity provider vouches, by one token. */
export interface ExternalPerson {
  provider: string
  /** The provider's own name for the person, for ever the same. */
  subject: string
  /** Null when the provider does not say that it has checked one. */
  verifiedEmail: string | null
  /** Of the only organization whose staff the provider signs in; null when it signs in anybody. */
  organizationId: string | null
  /** SHA-256 of what the provider has signed. */
  tokenHash: Buffer
  /** From then on the token is refused for its age. */
  tokenEndsAt: Date
}

export type IdentityVerdict =
  | { kind: 'PERSON'; person: ExternalPerson }
  | { kind: 'NOT_VALID' }
  | { kind: 'UNKNOWN_PROVIDER' }
  /** @param retryAfter seconds */
  | { kind: 'UNAVAILABLE'; retryAfter: number }

export interface IdentityToken {
  /** By its name in the settings. */
  provider: string
  idToken: string
  /** With which the app has asked for the token; null when it has asked without. */
  nonce: string | null
}

const MAX_LENGTH = 8_192
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/
const CLOCK_TOLERANCE_SECONDS = 5
/** Whoever has signed in there comes here at once. */
const MAX_AGE_SECONDS = 10 * 60
/** Gateways whose clocks differ agree on which tokens were used. */
const REMEMBERED_LONGER_SECONDS = 60

/** OpenID Connect Core 1.0, sections 2 and 5.1. Only an address in ASCII: others may look, or fold, like someone else's. */
const personClaims = z.object({
  sub: z.string().regex(/^[\x20-\x7e]{1,255}$/),
  iat: z.number(),
  exp: z.number(),
  email: z.email().max(254).optional().catch(undefined),
  email_verified: z.literal(true).optional().catch(undefined),
})

/**
 * ID tokens of the configured providers (OpenID Connect Core 1.0, section 3.1.3.7). Issuer, audience and algorithms are
 * those of the settings; keys come from the provider's URL alone, never from the token (RFC 8725).
 */
export class IdentityProviders {
  readonly #providers: ReadonlyMap<string, { settings: IdentityProviderSettings; keys: ProviderKeys }>
  readonly #clock: Clock
  readonly #log: Log

  constructor(list: readonly IdentityProviderSettings[], clock: Clock, log: Log) {
    this.#clock = clock
    this.#log = log
    this.#providers = new Map(
      list.map((settings) => {
        const { name, jwksUrl } = settings
        return [name, { settings, keys: new ProviderKeys({ provider: name, jwksUrl, clock, log }) }]
      }),
    )
  }

  /** Who the token stands for. Why one is not valid is for the log alone. */
  async verify({ provider, idToken, nonce }: IdentityToken): Promise<IdentityVerdict> {
    const found = this.#providers.get(provider)
    if (!found) return { kind: 'UNKNOWN_PROVIDER' }
    const { settings, keys } = found
    try {
      if (idToken.length > MAX_LENGTH || !COMPACT.test(idToken)) throw new errors.JWTInvalid()
      const { issuer, algorithms } = settings
      const verified = await jwtVerify(idToken, (header, token) => keys.find(header, token), {
        issuer,
        algorithms,
        requiredClaims: ['sub', 'aud', 'iat', 'exp'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        maxTokenAge: MAX_AGE_SECONDS,
        currentDate: this.#clock.now(),
      })
      requireMeantForUs(verified, settings.audience, nonce)
      return { kind: 'PERSON', person: readPerson(verified, settings, idToken) }
    } catch (error) {
      if (error instanceof KeysUnavailableError) return { kind: 'UNAVAILABLE', retryAfter: error.retryAfter }
      this.#log.info({ provider, ...describeReason(error) }, 'a token of an identity provider is not valid')
      return { kind: 'NOT_VALID' }
    }
  }
}

/** An ID token for us and nobody else, which our app has asked for. */
function requireMeantForUs({ protectedHeader, payload }: JWTVerifyResult, audience: string, nonce: string | null) {
  const refuse = (claim: string) => {
    throw new errors.JWTClaimValidationFailed(`unexpected ${claim}`, payload, claim, 'check_failed')
  }
  const { typ = 'JWT' } = protectedHeader
  if (typ.toUpperCase() !== 'JWT') refuse('typ')
  const audiences = [payload.aud].flat()
  if (audiences.length !== 1 || audiences[0] !== audience) refuse('aud')
  if (payload.azp !== undefined && payload.azp !== audience) refuse('azp')
  if ((payload.nonce ?? null) !== nonce) refuse('nonce')
}

function readPerson(
  { payload }: JWTVerifyResult,
  { name, organizationId }: IdentityProviderSettings,
  idToken: string,
): ExternalPerson {
  const { sub, iat, exp, email, email_verified } = personClaims.parse(payload)
  const endsAt = Math.min(exp, iat + MAX_AGE_SECONDS) + CLOCK_TOLERANCE_SECONDS + REMEMBERED_LONGER_SECONDS
  return {
    provider: name,
    subject: sub,
    verifiedEmail: (email_verified && email) ?? null,
    organizationId,
    tokenHash: createHash('sha256')
      .update(idToken.slice(0, idToken.lastIndexOf('.')))
      .digest(),
    tokenEndsAt: new Date(Math.ceil(endsAt) * 1000),
  }
}

/** Nothing that stands in the token. */
function describeReason(error: unknown) {
  if (error instanceof z.ZodError) return { claim: error.issues[0]?.path.join('.') }
  if (!(error instanceof errors.JOSEError)) return { reason: error instanceof Error ? error.name : typeof error }
  const claim = 'claim' in error ? error.claim : undefined
  return { reason: error.code, ...(claim !== undefined && { claim }) }
}
