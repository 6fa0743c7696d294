import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { z } from 'zod'

/** What one sort of token is for and what it says. A token of one purpose is forged for every other. */
export interface TokenSort<Content> {
  /** Names the sort and the version of its content, like `quote/1`: never to be used for anything else again. */
  readonly purpose: string
  /** Describes what `JSON.parse` gives; without transformations. */
  readonly content: z.ZodType<Content>
}

/**
 * What a text turns out to be. An expired token is told from a forged one because its content is still ours: it may be
 * shown, and must not be acted on.
 */
export type ReadToken<Content> =
  | { readonly state: 'VALID' | 'EXPIRED'; readonly content: Content; readonly expiresAt: Date }
  | { readonly state: 'FORGED' }

const MAC_LENGTH = 32
/** As long as a text in the input of an operation may be. */
const MAX_LENGTH = 10_000

/**
 * Texts that clients carry back to us unchanged: base64url of canonical JSON `[expiry in ms, content]`, a dot, and
 * base64url of an HMAC-SHA-256 over these bytes. Each purpose has its own key, derived from the secret by HKDF
 * (RFC 5869), and each content has one spelling. Signed, not secret: whoever holds a token can read it.
 */
export class SignedTokens {
  readonly #secret: KeyObject
  readonly #keys = new Map<string, KeyObject>()

  constructor(secret: Buffer) {
    this.#secret = createSecretKey(secret)
  }

  /** Good until just before `expiresAt`. Throws for a content that its own sort does not describe, or that is too long. */
  sign<Content>(sort: TokenSort<Content>, content: Content, expiresAt: Date): string {
    const body = Buffer.from(canonicalJson([expiresAt.getTime(), sort.content.parse(content)]))
    const token = `${body.toString('base64url')}.${this.#mac(sort.purpose, body).toString('base64url')}`
    if (token.length > MAX_LENGTH) throw new RangeError(`a token of ${token.length} characters could not be sent back`)
    return token
  }

  /** FORGED is every text that `sign` did not make for this purpose under this secret. */
  read<Content>(sort: TokenSort<Content>, token: string, now: Date): ReadToken<Content> {
    const body = this.#openBody(sort.purpose, token)
    if (!body) return { state: 'FORGED' }
    const [expiry, value] = JSON.parse(body.toString('utf8')) as [number, unknown]
    const content = sort.content.parse(value)
    const expiresAt = new Date(expiry)
    return { state: expiresAt <= now ? 'EXPIRED' : 'VALID', content, expiresAt }
  }

  #openBody(purpose: string, token: string): Buffer | null {
    if (token.length > MAX_LENGTH) return null
    const [first = '', second = '', ...rest] = token.split('.')
    const body = Buffer.from(first, 'base64url')
    const mac = Buffer.from(second, 'base64url')
    if (rest.length > 0 || mac.length !== MAC_LENGTH) return null
    // Decoding overlooks what is no base64url: only the one spelling counts.
    if (body.toString('base64url') !== first || mac.toString('base64url') !== second) return null
    return timingSafeEqual(mac, this.#mac(purpose, body)) ? body : null
  }

  #mac(purpose: string, body: Buffer): Buffer {
    return createHmac('sha256', this.#keyFor(purpose)).update(body).digest()
  }

  #keyFor(purpose: string): KeyObject {
    const known = this.#keys.get(purpose)
    if (known) return known
    const derived = hkdfSync('sha256', this.#secret, Buffer.alloc(0), `teppan signed token|${purpose}`, MAC_LENGTH)
    const key = createSecretKey(Buffer.from(derived))
    this.#keys.set(purpose, key)
    return key
  }
}

/** The same text for equal values: fields in the order of their names, undefined ones left out, no white space. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, entry: unknown) => {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry
    return Object.fromEntries(Object.entries(entry).sort(([one], [other]) => (one < other ? -1 : 1)))
  })
}
