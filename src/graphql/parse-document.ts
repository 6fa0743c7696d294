import { type DocumentNode, Lexer, parse, Source, syntaxError, type Token, TokenKind } from 'graphql'
import type { DocumentLimits } from './limits.ts'

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L])
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R])

/** Refuses brackets in brackets while they are read: the parser calls itself for each, and the stack has an end. */
class BoundedLexer extends Lexer {
  readonly #nesting: number
  #depth = 0

  constructor(source: Source, nesting: number) {
    super(source)
    this.#nesting = nesting
  }

  override advance(): Token {
    const token = super.advance()
    if (OPENING.has(token.kind)) this.#depth += 1
    else if (CLOSING.has(token.kind)) this.#depth -= 1
    if (this.#depth > this.#nesting) {
      const description = `Document contains more than ${this.#nesting} brackets in each other. Parsing aborted.`
      throw syntaxError(this.source, token.start, description)
    }
    return token
  }
}

/** Reads a document; throws a GraphQLError for what is none, or is too large to be read on. */
export function parseDocument(text: string, { characters, tokens, nesting }: DocumentLimits): DocumentNode {
  const source = new Source(text, 'GraphQL request')
  return parse(source, {
    lexer: new BoundedLexer(source, nesting),
    maxSourceLength: characters,
    maxTokens: tokens,
  })
}
