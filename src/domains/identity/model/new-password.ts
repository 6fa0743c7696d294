import { z } from 'zod'
import { commonWords } from './common-passwords.ts'

const MIN_CHARACTERS = 12
/** As sign-in takes them. */
const MAX_LENGTH = 128
/** So many characters have to stand there besides what guessers try first. */
const MIN_UNGUESSED = 4
/** More words than this are a passphrase, which is good although each of them is common. */
const MAX_COMMON_WORDS = 2
const MIN_DISTINCT_CHARACTERS = 5
const DIGITS_OF_A_DATE = 8
const DECORATION = 4

/** What people write for a letter. */
const STAND_INS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'l',
}

const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '!@#$%^&*()',
]
const COLUMNS = ['1qaz', '2wsx', '3edc', '4rfv', '5tgb', '6yhn', '7ujm', '8ik', '9ol']
const ZIGZAGS = ['1q2w3e4r5t6y7u8i9o0p', 'q1w2e3r4t5y6u7i8o9p0', 'a1b2c3d4e5f6g7h8i9', '1a2b3c4d5e6f7g8h9i']
const WALKS = [...ROWS, ...COLUMNS, ...ZIGZAGS].flatMap((walk) => [walk, [...walk].reverse().join('')])

/**
 * A password that somebody chooses for this account: 12 to 128 characters, and not one that guessers try first. There
 * is no rule about kinds of characters: those make passwords worse.
 */
export function newPasswordFor(email: string) {
  return z
    .string()
    .max(MAX_LENGTH, `must have at most ${MAX_LENGTH} characters`)
    .refine((password) => [...password].length >= MIN_CHARACTERS, `must have at least ${MIN_CHARACTERS} characters`)
    .refine(
      (password) => !isWithinLength(password) || !isEasyToGuess(password, email),
      'is easy to guess: use several words, and not your e-mail address',
    )
}

function isWithinLength(password: string): boolean {
  return password.length <= MAX_LENGTH && [...password].length >= MIN_CHARACTERS
}

/** Whether nearly all of it is a common word or two, the account's address, sequences, repetition and a date. */
function isEasyToGuess(password: string, email: string): boolean {
  const text = password.normalize('NFKC').toLowerCase()
  if (new Set(text).size < MIN_DISTINCT_CHARACTERS) return true
  const stripped = withoutSequences(withoutRepetition(text))
  return [stripped, withLetters(stripped), withLetters(withoutEnds(stripped))].some((spelling) => {
    const { rest } = takeOut(spelling, wordsOf(email))
    const unguessed = takeOut(rest, commonWords)
    return unguessed.found <= MAX_COMMON_WORDS && weightOf(unguessed.rest) < MIN_UNGUESSED
  })
}

/** Letters count, the digits that are more than a date, and the signs that are more than decoration. */
function weightOf(text: string): number {
  const count = (pattern: RegExp, free: number) => Math.max(0, (text.match(pattern)?.length ?? 0) - free)
  return count(/\p{L}/gu, 0) + count(/\p{N}/gu, DIGITS_OF_A_DATE) + count(/[^\p{L}\p{N}\s]/gu, DECORATION)
}

/** Without the numbers and signs that are put around a word. */
function withoutEnds(text: string): string {
  return text.replace(/^[^\p{L}]{1,8}(?=\p{L})|(?<=\p{L})[^\p{L}]{1,8}$/gu, '')
}

/** "Ada.Lovelace@example.com" gives the whole, and its parts of three letters and more. */
function wordsOf(email: string): string[] {
  const address = email.normalize('NFKC').toLowerCase()
  return [address, ...address.split(/[^\p{L}\p{N}]+/u)].filter((word) => word.length >= 3)
}

function withoutRepetition(text: string): string {
  return /^(.+?)\1+$/u.exec(text)?.[1] ?? text
}

function withLetters(text: string): string {
  return [...text].map((character) => STAND_INS[character] ?? character).join('')
}

/** Without runs of one character, stretches of alphabet and keyboard from three characters on. */
function withoutSequences(text: string): string {
  let rest = ''
  for (let at = 0; at < text.length; ) {
    const length = sequenceAt(text, at)
    if (length >= 3) {
      // What lies on both sides does not become one word.
      rest += ' '
      at += length
    } else {
      rest += text[at]
      at += 1
    }
  }
  return rest
}

function sequenceAt(text: string, at: number): number {
  let longest = 1
  while (text[at + longest] === text[at]) longest += 1
  for (const walk of WALKS) {
    let length = 3
    while (at + length <= text.length && walk.includes(text.slice(at, at + length))) length += 1
    longest = Math.max(longest, length - 1)
  }
  return longest
}

/** The text without the words, the longest first, and how many of them were in it. */
function takeOut(text: string, words: readonly string[]): { rest: string; found: number } {
  let rest = text
  let found = 0
  for (const word of words.toSorted((first, second) => second.length - first.length)) {
    if (!rest.includes(word)) continue
    found += 1
    rest = rest.replaceAll(word, ' ')
  }
  return { rest, found }
}
