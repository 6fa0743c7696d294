/**
 * The text of an API key: `tp_live_`, eight characters by which it is found, `_`, thirty secret ones (178 bits), and a
 * checksum of six: the CRC-32 (as in zip) of all that stands before it, in base 62. So a mistyped key, or one that never
 * was, is told from a real one without asking anybody. Double-clicking selects it whole.
 */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const PREFIX = 'tp_live_'
const ID_LENGTH = 8
const SECRET_LENGTH = 30
const CHECKSUM_LENGTH = 6
const KEY = /^tp_live_([0-9A-Za-z]{8})_[0-9A-Za-z]{36}$/

/** A new key. `pick` gives an integer from 0 to below its argument, which nobody can foresee. */
export function composeApiKey(pick: (below: number) => number): string {
  const random = (length: number) => Array.from({ length }, () => ALPHABET[pick(ALPHABET.length)]).join('')
  const body = `${PREFIX}${random(ID_LENGTH)}_${random(SECRET_LENGTH)}`
  return body + checksum(body)
}

/** The part of the key that is no secret; null for what is no key, or has been mistyped. */
export function findKeyId(text: string): string | null {
  const keyId = KEY.exec(text)?.[1]
  const body = text.slice(0, -CHECKSUM_LENGTH)
  return keyId !== undefined && text.endsWith(checksum(body)) ? keyId : null
}

function checksum(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let place = 0; place < CHECKSUM_LENGTH; place += 1) {
    digits = ALPHABET.charAt(rest % ALPHABET.length) + digits
    rest = Math.floor(rest / ALPHABET.length)
  }
  return digits
}

/** Of ASCII text; the polynomial of ISO 3309, bits reversed, as zip and PNG have it. */
function crc32(text: string): number {
  let crc = 0xffff_ffff
  for (let at = 0; at < text.length; at += 1) {
    crc ^= text.charCodeAt(at)
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1
  }
  return ~crc >>> 0
}
