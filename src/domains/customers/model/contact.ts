import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** The one form of an e-mail address under which it is stored and looked up. */
export function normalizeEmail(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase()
}

/** The phone number in E.164, or null when it is none. Without a country code it cannot be told which one it is. */
export function normalizePhone(phone: string): string | null {
  const parsed = parsePhoneNumberFromString(phone)
  return parsed?.isPossible() ? parsed.number : null
}

const SHORTEST_BEGINNING = 3
const LONGEST_BEGINNING = 12
const MOST_WORDS = 20

/** The words of a name without case and accents, at most 20. */
export function wordsOfName(name: string): string[] {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return [...new Set(plain.match(/[\p{L}\p{N}]+/gu) ?? [])].slice(0, MOST_WORDS)
}

/** What a name can be found by: its words, and their beginnings from three letters on. */
export function searchTermsOfName(name: string): string[] {
  const terms = wordsOfName(name).flatMap((word) => {
    const letters = [...word]
    const longest = Math.min(letters.length - 1, LONGEST_BEGINNING)
    const beginnings = Array.from({ length: Math.max(longest - SHORTEST_BEGINNING + 1, 0) }, (_, at) =>
      letters.slice(0, SHORTEST_BEGINNING + at).join(''),
    )
    return [...beginnings, word]
  })
  return [...new Set(terms)]
}
