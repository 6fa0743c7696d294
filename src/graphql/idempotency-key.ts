import { BadInputError } from '#kernel/errors.ts'

/** Where a request may bring its key. */
export interface GivenKey {
  /** The header `Idempotency-Key`, as it came. */
  header?: string | undefined
  /** `extensions.idempotencyKey` of the request. */
  extension?: unknown
}

/** Visible ASCII. */
const KEY = /^[\x21-\x7e]{8,255}$/
/** A string of RFC 8941, as the draft of the IETF has it; what is quoted stands behind a backslash. */
const QUOTED = /^"(?:[^"\\]|\\["\\])*"$/
/** A bare key must not look like a list, or like something with parameters. */
const BARE = /^[^",;\\]*$/

const MALFORMED =
  'An idempotency key has 8 to 255 visible ASCII characters: Idempotency-Key: "8e03978e-40d5-43dd-bc93".'

/** The key that the request brings; null without one. Refuses what is no key, and two keys. */
export function readIdempotencyKey({ header, extension }: GivenKey): string | null {
  const fromHeader = header === undefined ? null : requireKey(unquote(header))
  const fromExtension = extension === undefined || extension === null ? null : requireKey(extension)
  if (fromHeader !== null && fromExtension !== null && fromHeader !== fromExtension) {
    throw new BadInputError('The header Idempotency-Key and extensions.idempotencyKey must not differ.')
  }
  return fromHeader ?? fromExtension
}

function unquote(header: string): string | null {
  const text = header.trim()
  if (QUOTED.test(text)) return text.slice(1, -1).replaceAll(/\\(["\\])/g, '$1')
  return BARE.test(text) ? text : null
}

function requireKey(value: unknown): string {
  if (typeof value !== 'string' || !KEY.test(value)) throw new BadInputError(MALFORMED)
  return value
}
