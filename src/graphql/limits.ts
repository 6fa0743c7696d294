import {
  type ASTVisitor,
  GraphQLError,
  type OperationDefinitionNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql'
import { BadInputError } from '#kernel/errors.ts'
import { ExtentMeter } from './extent.ts'

/** What a request may be at most, on every transport alike. */
export const limits = {
  bodyBytes: 256 * 1024,
  socketMessageBytes: 64 * 1024,
  tokens: 2_000,
  /** Of an operation, with its fragments written out. */
  fields: 1_000,
  depth: 12,
  /** Beyond this an operation is not worth compiling. */
  compiledFields: 300,
  /** How many are reported. */
  validationErrors: 5,
  operationsPerSocket: 20,
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
const TOO_LONG = `A list must have at most ${limits.inputListEntries} entries.`
const TOO_DEEP = `Variables must not be nested deeper than ${limits.variableDepth} levels.`

/** PostgreSQL stores no U+0000, and a lone surrogate is no character: neither may get into a text. */
function faultOfText(text: string): string | null {
  if (text.length > limits.textCharacters) return TOO_MUCH_TEXT
  return text.includes('\0') || !text.isWellFormed() ? UNSTORABLE : null
}

/** Validation rule: literals in the document are short storable text, and lists of them are short. */
function StorableLiterals(context: ValidationContext): ASTVisitor {
  return {
    StringValue(node) {
      const fault = faultOfText(node.value)
      if (fault) context.reportError(new GraphQLError(fault, { nodes: node }))
    },
    ListValue(node) {
      if (node.values.length > limits.inputListEntries) {
        context.reportError(new GraphQLError(TOO_LONG, { nodes: node }))
      }
    },
  }
}

/** Validation rule: with all its fragments written out, an operation is neither very large nor very deep. */
function BoundedSelections(context: ValidationContext): ASTVisitor {
  const meter = new ExtentMeter(context.getDocument())
  const refuse = (message: string, nodes: OperationDefinitionNode) =>
    context.reportError(new GraphQLError(message, { nodes }))
  return {
    OperationDefinition(node) {
      const { fields, depth } = meter.measure(node.selectionSet)
      if (fields > limits.fields) refuse(`An operation must have at most ${limits.fields} fields.`, node)
      if (depth > limits.depth) refuse(`Fields must not be nested deeper than ${limits.depth} levels.`, node)
      return false
    },
  }
}

/** What a document must keep to besides the rules of GraphQL, on every transport alike. */
export const documentRules: readonly ValidationRule[] = [StorableLiterals, BoundedSelections]

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
