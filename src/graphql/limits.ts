import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql'
import { BadInputError } from '#kernel/errors.ts'

/** What a request may be at most, on every transport alike. */
export const limits = {
  bodyBytes: 256 * 1024,
  socketMessageBytes: 64 * 1024,
  tokens: 2_000,
  validationErrors: 5,
  operationsPerSocket: 20,
  inputListEntries: 100,
} as const

/** PostgreSQL stores no U+0000, and a lone surrogate is no character: neither may get into a text. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

const UNSTORABLE = 'Text must not contain U+0000 or half of a surrogate pair.'
const TOO_LONG = `A list must have at most ${limits.inputListEntries} entries.`

/** Validation rule: literals in the document are storable text, and lists of them are short. */
export function StorableLiterals(context: ValidationContext): ASTVisitor {
  return {
    StringValue(node) {
      if (!isStorable(node.value)) context.reportError(new GraphQLError(UNSTORABLE, { nodes: node }))
    },
    ListValue(node) {
      if (node.values.length > limits.inputListEntries) {
        context.reportError(new GraphQLError(TOO_LONG, { nodes: node }))
      }
    },
  }
}

/** The same for the variables, whatever their depth. */
export function requireStorableVariables(value: unknown): void {
  if (typeof value === 'string') {
    if (!isStorable(value)) throw new BadInputError(UNSTORABLE)
  } else if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value) && value.length > limits.inputListEntries) throw new BadInputError(TOO_LONG)
    for (const entry of Object.values(value)) requireStorableVariables(entry)
  }
}
