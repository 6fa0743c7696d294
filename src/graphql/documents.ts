import { createHash } from 'node:crypto'
import { type DocumentNode, GraphQLError, type GraphQLSchema, specifiedRules, validate } from 'graphql'
import { LRUCache } from 'lru-cache'
import { findFaults } from './document-faults.ts'
import { type DocumentLimits, limits } from './limits.ts'
import { parseDocument } from './parse-document.ts'

export interface CheckedDocument {
  document: DocumentNode
  /** SHA-256 of its text, hexadecimal. */
  documentKey: string
}

/** What is wrong with a text; nothing of it was executed. */
export class RefusedDocument {
  readonly errors: readonly GraphQLError[]

  constructor(errors: readonly GraphQLError[]) {
    this.errors = errors
  }
}

/** Of all documents that are kept; a token takes some 250 bytes. */
const MAX_TOKENS = 200_000

/** Parses and validates the documents of one schema, each text once, for every transport. */
export class Documents {
  readonly #schema: GraphQLSchema
  readonly #bounds: DocumentLimits
  readonly #checked = new LRUCache<string, CheckedDocument>({ max: 1_000, maxSize: MAX_TOKENS })

  constructor(schema: GraphQLSchema, bounds: DocumentLimits) {
    this.#schema = schema
    this.#bounds = bounds
  }

  /** The document with this key, if its text was found good lately. */
  find(documentKey: string): CheckedDocument | undefined {
    return this.#checked.get(documentKey)
  }

  check(text: string): CheckedDocument | RefusedDocument {
    const documentKey = createHash('sha256').update(text).digest('hex')
    const known = this.find(documentKey)
    if (known) return known
    const document = this.#parse(text)
    if (document instanceof RefusedDocument) return document
    const errors = this.#validate(document)
    if (errors.length > 0) return refuse(errors, 'GRAPHQL_VALIDATION_FAILED')
    const checked = { document, documentKey }
    this.#checked.set(documentKey, checked, { size: document.tokenCount ?? text.length })
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

  #validate(document: DocumentNode): readonly GraphQLError[] {
    const faults = findFaults(document, this.#bounds)
    if (faults.length > 0) return faults
    try {
      return validate(this.#schema, document, specifiedRules, { maxErrors: limits.validationErrors })
    } catch (error) {
      // graphql-js 16 throws instead of reporting a condition with a variable at the root of a subscription.
      if (error instanceof GraphQLError) return [error]
      throw error
    }
  }
}

function refuse(errors: readonly GraphQLError[], code: string): RefusedDocument {
  return new RefusedDocument(
    errors.map(
      ({ message, nodes, source, positions }) =>
        new GraphQLError(message, { nodes, source, positions, extensions: { code } }),
    ),
  )
}
