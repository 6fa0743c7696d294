import type { Audience } from '#kernel/audience.ts'
import { BadInputError } from '#kernel/errors.ts'

/** What the text of a document may be at most. Fields, depth, aliases and directives are those of one operation. */
export interface DocumentLimits {
  /** UTF-16 code units. */
  characters: number
  tokens: number
  /** Brackets of any kind in each other. */
  nesting: number
  /** With the fragments written out, as all that follows. */
  fields: number
  rootFields: number
  depth: number
  aliases: number
  /** Of fields of one name. */
  aliasesOfField: number
  directives: number
}

const everyDocument = { characters: 15_000, nesting: 64, fields: 1_000, depth: 12, directives: 8 }
/** Our own apps put what a whole page shows into one operation: the same list in several states, for example. */
const ofOurApps: DocumentLimits = { ...everyDocument, tokens: 2_000, rootFields: 30, aliases: 30, aliasesOfField: 15 }

/** What a request may be at most, on every transport alike. */
export const limits = {
  bodyBytes: 256 * 1024,
  socketMessageBytes: 64 * 1024,
  documents: {
    admin: ofOurApps,
    chef: ofOurApps,
    public: { ...everyDocument, tokens: 1_000, rootFields: 15, aliases: 15, aliasesOfField: 8 },
  } satisfies Record<Audience, DocumentLimits>,
  /** Fields beyond which an operation is not worth compiling. */
  compiledFields: 300,
  /** How many are reported. */
  validationErrors: 5,
  operationsPerSocket: 20,
  /** How long an operation may take. */
  executionMs: 10_000,
  /** Within so many milliseconds. */
  messagesPerSocket: 60,
  messagesWithinMs: 10_000,
  /** Of one user, one API key, or one address from which nobody has signed in; in each process. */
  socketsPerHolder: 5,
  inputListEntries: 100,
  textCharacters: 10_000,
  /** Of lists and objects in the variables, in each other. */
  variableDepth: 32,
} as const

const UNSTORABLE = 'Text must not contain U+0000 or half of a surrogate pair.'
const TOO_MUCH_TEXT = `Text must have at most ${limits.textCharacters} characters.`
export const TOO_LONG = `A list must have at most ${limits.inputListEntries} entries.`
const TOO_DEEP = `Variables must not be nested deeper than ${limits.variableDepth} levels.`

/** PostgreSQL stores no U+0000, and a lone surrogate is no character: neither may get into a text. */
export function faultOfText(text: string): string | null {
  if (text.length > limits.textCharacters) return TOO_MUCH_TEXT
  return text.includes('\0') || !text.isWellFormed() ? UNSTORABLE : null
}

/** What literals must keep to, for the variables. */
export function requireStorableVariables(value: unknown, depth = 0): void {
  if (typeof value === 'string') {
    const fault = faultOfText(value)
    if (fault) throw new BadInputError(fault)
  } else if (typeof value === 'object' && value !== null) {
    if (depth > limits.variableDepth) throw new BadInputError(TOO_DEEP)
    if (Array.isArray(value) && value.length > limits.inputListEntries) throw new BadInputError(TOO_LONG)
    for (const entry of Object.values(value)) requireStorableVariables(entry, depth + 1)
  }
}
