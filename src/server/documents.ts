import { createHash } from 'node:crypto'
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { limits } from '#graphql/limits.ts'

export interface CheckedDocument {
  document: DocumentNode
  documentKey: string
}

/** Parses and validates documents that do not come through Apollo, under the same limits, each text once. */
export class Documents {
  readonly #schema: GraphQLSchema
  readonly #rules: readonly ValidationRule[]
  readonly #checked = new LRUCache<string, CheckedDocument>({ max: 1_000 })

  /** The rules are those that a document must keep to besides the ones of GraphQL. */
  constructor(schema: GraphQLSchema, rules: readonly ValidationRule[]) {
    this.#schema = schema
    this.#rules = rules
  }

  /** The document, or what is wrong with it, with the codes that Apollo gives over HTTP. */
  check(text: string): CheckedDocument | readonly GraphQLError[] {
    const known = this.#checked.get(text)
    if (known) return known
    let document: DocumentNode
    try {
      document = parse(text, { maxTokens: limits.tokens })
    } catch (error) {
      return [withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')]
    }
    const errors = validate(this.#schema, document, [...specifiedRules, ...this.#rules], {
      maxErrors: limits.validationErrors,
    })
    if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'))
    const checked = { document, documentKey: createHash('sha256').update(text).digest('hex') }
    this.#checked.set(text, checked)
    return checked
  }
}

function withCode({ message, nodes, source, positions }: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } })
}
