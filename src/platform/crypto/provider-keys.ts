import { createLocalJWKSet, errors, type FlattenedJWSInput, type JSONWebKeySet, type JWSHeaderParameters } from 'jose'
import type { Clock } from '#kernel/clock.ts'
import type { Log } from '#platform/log.ts'

type KeySet = ReturnType<typeof createLocalJWKSet>

export interface ProviderKeysOptions {
  /** The provider's name, for the log. */
  provider: string
  jwksUrl: string
  clock: Clock
  log: Log
}

/** Keys younger than this are taken as they are. */
const FRESH_MS = 10 * 60_000
/** Older ones only while the provider cannot be asked, and not for ever: it may have withdrawn one meanwhile. */
const USABLE_MS = 60 * 60_000
/** A token can name any key at all: nobody makes us ask for keys that are not there more often than this. */
const UNKNOWN_KEY_PAUSE_MS = 30_000
const FAILURE_PAUSE_MS = 5_000
/** For the whole answer. */
const TIMEOUT_MS = 3_000
const MAX_BYTES = 128 * 1024

/** The keys cannot be had now, and those that are there are none, too old, or do not have the one that was asked for. */
export class KeysUnavailableError extends Error {
  /** Seconds until the provider is asked again. */
  readonly retryAfter: number

  constructor(retryAfterMs: number, options?: ErrorOptions) {
    super('the keys of the identity provider cannot be read', options)
    this.name = 'KeysUnavailableError'
    this.retryAfter = Math.max(1, Math.ceil(retryAfterMs / 1000))
  }
}

/**
 * The public keys of an identity provider (RFC 7517), read from its URL when one is needed. All who need them at a time
 * wait for the same answer; after it, good or not, the provider is left alone for a while.
 */
export class ProviderKeys {
  readonly #options: ProviderKeysOptions
  #held: { keys: KeySet; readAt: number } | null = null
  #reading: Promise<KeySet> | null = null
  #askAgainAt = Number.NEGATIVE_INFINITY
  #hasFailed = false

  constructor(options: ProviderKeysOptions) {
    this.#options = options
  }

  /** The key that the header names, for `jwtVerify`. */
  async find(header: JWSHeaderParameters, token: FlattenedJWSInput) {
    const keys = await this.#current()
    try {
      return await keys(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      // It may be a new one.
      if (this.#mayAsk()) return (await this.#read())(header, token)
      throw this.#hasFailed ? this.#unavailable() : error
    }
  }

  async #current(): Promise<KeySet> {
    const age = this.#held ? this.#now() - this.#held.readAt : Number.POSITIVE_INFINITY
    if (this.#held && age < FRESH_MS) return this.#held.keys
    const stale = this.#held && age < USABLE_MS ? this.#held.keys : null
    if (!this.#mayAsk()) {
      if (stale) return stale
      throw this.#unavailable()
    }
    return this.#read().catch((error) => {
      if (stale) return stale
      throw error
    })
  }

  #mayAsk(): boolean {
    return this.#reading !== null || this.#now() >= this.#askAgainAt
  }

  #unavailable(cause?: unknown): KeysUnavailableError {
    return new KeysUnavailableError(this.#askAgainAt - this.#now(), { cause })
  }

  #read(): Promise<KeySet> {
    this.#reading ??= this.#ask().finally(() => {
      this.#reading = null
    })
    return this.#reading
  }

  async #ask(): Promise<KeySet> {
    const { provider, jwksUrl, log } = this.#options
    try {
      const keys = createLocalJWKSet(await readKeySet(jwksUrl))
      this.#held = { keys, readAt: this.#now() }
      this.#hasFailed = false
      this.#askAgainAt = this.#now() + UNKNOWN_KEY_PAUSE_MS
      return keys
    } catch (error) {
      this.#hasFailed = true
      this.#askAgainAt = this.#now() + FAILURE_PAUSE_MS
      log.warn({ err: error, provider }, 'the keys of an identity provider cannot be read')
      throw this.#unavailable(error)
    }
  }

  #now(): number {
    return this.#options.clock.now().getTime()
  }
}

/** From this URL and no other: redirects are not followed. */
async function readKeySet(url: string): Promise<JSONWebKeySet> {
  const response = await fetch(url, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new TypeError(`the answer has the status ${response.status}`)
  }
  return JSON.parse(await readText(response))
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Leaving the loop ends the connection.
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    if (bytes > MAX_BYTES) throw new TypeError(`the answer is longer than ${MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
