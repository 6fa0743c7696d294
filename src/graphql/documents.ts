import { createHash } from 'node:crypto'
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { RateLimitedError } from '#kernel/errors.ts'
import type { Budget } from '#platform/rate-limits/budgets.ts'
import { findFaults } from './document-faults.ts'
import { type DocumentLimits, limits } from './limits.ts'
import { parseDocument } from './parse-document.ts'

export interface CheckedDocument {
  document: DocumentNode
  /** SHA-256 of its text, hexadecimal. */
  documentKey: string
}

/** Why a text is not executed. */
export class RefusedDocument {
  readonly errors: readonly GraphQLError[]

  constructor(errors: readonly GraphQLError[]) {
    this.errors = errors
  }
}

export interface DocumentsOptions {
  schema: GraphQLSchema
  bounds: DocumentLimits
  /** What documents must keep to besides the rules of GraphQL. */
  rules?: readonly ValidationRule[]
}

/** Of all documents that are kept; a token takes some 250 bytes. */
const MAX_TOKENS = 200_000
/** Refusals that are kept: they hold no more than the text. */
const MAX_REFUSALS = 200

/** Parses and validates the documents of one schema for every transport, each text once. */
export class Documents {
  readonly #schema: GraphQLSchema
  readonly #bounds: DocumentLimits
  readonly #rules: readonly ValidationRule[]
  readonly #checked = new LRUCache<string, CheckedDocument>({ max: 1_000, maxSize: MAX_TOKENS })
  readonly #refused = new LRUCache<string, RefusedDocument>({ max: MAX_REFUSALS })

  constructor({ schema, bounds, rules = [] }: DocumentsOptions) {
    this.#schema = schema
    this.#bounds = bounds
    this.#rules = [...specifiedRules, ...rules]
  }

  /** The document with this key, if its text was found good lately. */
  find(documentKey: string): CheckedDocument | undefined {
    return this.#checked.get(documentKey)
  }

  /** Checks a text for whoever sends it, who pays when it is refused; when there was too much of that, unread. */
  admit(text: string, budget: Budget): CheckedDocument | RefusedDocument {
    const documentKey = keyOf(text)
    const known = this.find(documentKey)
    if (known) return known
    try {
      budget.requireFaultPoints()
    } catch (error) {
      if (!(error instanceof RateLimitedError)) throw error
      return new RefusedDocument([new GraphQLError(error.message, { originalError: error })])
    }
    const checked = this.#check(text, documentKey)
    if (checked instanceof RefusedDocument) budget.payForFault()
    return checked
  }

  /** Checks a text that nobody sends. */
  check(text: string): CheckedDocument | RefusedDocument {
    return this.#check(text, keyOf(text))
  }

  #check(text: string, documentKey: string): CheckedDocument | RefusedDocument {
    const known = this.#checked.get(documentKey) ?? this.#refused.get(documentKey)
    if (known) return known
    const document = this.#parse(text)
    const refused = document instanceof RefusedDocument ? document : this.#refuseInvalid(document)
    if (refused) {
      this.#refused.set(documentKey, refused)
      return refused
    }
    const checked = { document: document as DocumentNode, documentKey }
    this.#checked.set(documentKey, checked, { size: checked.document.tokenCount ?? text.length })
    return checked
  }

  #parse(text: string): DocumentNode | RefusedDocument {
    try {
      return parseDocument(text, this.#bounds)
    } catch (error) {
      if (error instanceof GraphQLError) return refuse([error], 'GRAPHQL_PARSE_FAILED')
      throw error
    }
  }

  #refuseInvalid(document: DocumentNode): RefusedDocument | null {
    const errors = this.#validate(document)
    return errors.length === 0 ? null : refuse(errors, 'GRAPHQL_VALIDATION_FAILED')
  }

  #validate(document: DocumentNode): readonly GraphQLError[] {
    const faults = findFaults(document, this.#bounds)
    if (faults.length > 0) return faults
    try {
      return validate(this.#schema, document, this.#rules, { maxErrors: limits.validationErrors })
    } catch (error) {
      // graphql-js 16 throws instead of reporting a condition with a variable at the root of a subscription.
      if (error instanceof GraphQLError) return [error]
      throw error
    }
  }
}

function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The errors with their places in the text, but without the document, which nobody needs any more. */
function refuse(errors: readonly GraphQLError[], code: string): RefusedDocument {
  return new RefusedDocument(
    errors.map(
      ({ message, source, positions }) => new GraphQLError(message, { source, positions, extensions: { code } }),
    ),
  )
}
