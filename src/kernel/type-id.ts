/**
 * Public ids: TypeID 0.3, a type prefix and the UUID in Crockford's base 32 (`booking_01h455vb4pex5vsknk084sn02q`).
 * The same text stands in the API, URLs and logs; the database knows the bare UUID.
 * Source of the format: the TypeID specification, https://github.com/jetify-com/typeid/tree/main/spec.
 */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const SUFFIX_LENGTH = 26
const PREFIX = /^[a-z]([a-z_]{0,61}[a-z])?$/
const SUFFIX = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The first five bits of each code unit that the alphabet uses. */
const VALUE_OF_CODE = new Map([...ALPHABET].map((character, value) => [character, BigInt(value)]))

export function encodeTypeId(prefix: string, uuid: string): string {
  const hex = uuid.replaceAll('-', '')
  // 128 bits are 26 digits of five bits with two bits to spare at the front; 20 bits (5 hex digits) are 4 digits.
  let suffix = digits(Number.parseInt(hex.slice(0, 2), 16), 2)
  for (let at = 2; at < 32; at += 5) suffix += digits(Number.parseInt(hex.slice(at, at + 5), 16), 4)
  return `${prefix}_${suffix}`
}

function digits(value: number, count: number): string {
  let text = ''
  for (let shift = (count - 1) * 5; shift >= 0; shift -= 5) text += ALPHABET[(value >>> shift) & 31]
  return text
}

/** The UUID inside, or null when the text is no TypeID of this prefix. */
export function decodeTypeId(prefix: string, text: string): string | null {
  if (text.length !== prefix.length + 1 + SUFFIX_LENGTH || !text.startsWith(`${prefix}_`)) return null
  const suffix = text.slice(prefix.length + 1)
  if (!SUFFIX.test(suffix)) return null
  let bits = 0n
  for (const character of suffix) bits = (bits << 5n) | (VALUE_OF_CODE.get(character) ?? 0n)
  const hex = bits.toString(16).padStart(32, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Whether the text has the form of a TypeID of any type at all. */
export function isTypeId(text: string): boolean {
  const underscore = text.lastIndexOf('_')
  return PREFIX.test(text.slice(0, Math.max(underscore, 0))) && SUFFIX.test(text.slice(underscore + 1))
}

export function isUuid(text: string): boolean {
  return UUID.test(text)
}
