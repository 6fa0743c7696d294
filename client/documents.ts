/** A document as graphql-codegen's client preset makes it (`documentMode: string`): its text, with its types. */
export interface TypedDocument<Data, Variables> {
  toString(): string
  /** Carries the types, never a value. */
  readonly __apiType?: (variables: Variables) => Data
  /** With `persistedDocuments: { mode: embedHashInDocument }` it has the id of the registered document. */
  readonly __meta__?: Readonly<Record<string, unknown>> | undefined
}

/**
 * How documents are sent: `text` as they are; `ids` as ids of registered documents, and nothing else; `automatic` as
 * hashes, with the text only where the gateway does not know the hash yet (the public API).
 */
export type DocumentStyle = 'text' | 'ids' | 'automatic'

/** What a request says about its document. */
export type DocumentPayload =
  | { query: string }
  | { documentId: string }
  | { query?: string; extensions: { persistedQuery: { version: 1; sha256Hash: string } } }

export type AnyDocument = TypedDocument<unknown, never>

/** Turns documents into what goes over the wire, and learns from refusals what the gateway wants to get. */
export class DocumentWriter {
  readonly #style: DocumentStyle
  readonly #hashes = new WeakMap<AnyDocument, Promise<string>>()
  #wantsText: boolean

  constructor(style: DocumentStyle) {
    this.#style = style
    this.#wantsText = style === 'text'
  }

  /** With `isUnknown` the gateway has just said that it does not know the document. */
  async write(document: AnyDocument, isUnknown = false): Promise<DocumentPayload> {
    if (this.#style === 'ids') return { documentId: idOf(document) }
    const query = document.toString()
    if (this.#wantsText) return { query }
    const persistedQuery = { version: 1, sha256Hash: await this.#hashOf(document) } as const
    return { ...(isUnknown && { query }), extensions: { persistedQuery } }
  }

  /** Whether a document that was refused with this code is worth sending in another form. */
  canAnswer(code: string): boolean {
    if (this.#style !== 'automatic' || this.#wantsText) return false
    if (code === 'PERSISTED_QUERY_NOT_SUPPORTED') this.#wantsText = true
    return this.#wantsText || code === 'PERSISTED_QUERY_NOT_FOUND'
  }

  #hashOf(document: AnyDocument): Promise<string> {
    const known = this.#hashes.get(document) ?? sha256(document.toString())
    this.#hashes.set(document, known)
    return known
  }
}

function idOf(document: AnyDocument): string {
  const id = document.__meta__?.hash
  if (typeof id === 'string') return id
  throw new TypeError('This document has no id: generate it with persistedDocuments: { mode: embedHashInDocument }.')
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Texts and comments, which may hold anything. */
const NOISE = /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*/g

export type OperationKind = 'query' | 'mutation' | 'subscription'

/** What kind of operation the document holds: the first word of a definition that is no fragment. */
export function kindOf(document: AnyDocument): OperationKind {
  let depth = 0
  let isAtStart = true
  for (const [token] of document
    .toString()
    .replace(NOISE, ' ')
    .matchAll(/[{}()[\]]|\w+/g)) {
    if ('{(['.includes(token)) depth += 1
    else if ('})]'.includes(token)) depth -= 1
    if (isAtStart && token !== 'fragment') return isOperationKind(token) ? token : 'query'
    isAtStart = depth === 0 && token === '}'
  }
  return 'query'
}

function isOperationKind(word: string): word is OperationKind {
  return word === 'query' || word === 'mutation' || word === 'subscription'
}

/** Whether the operation is only tried out. */
export function isDryRun(document: AnyDocument): boolean {
  return /@dryRun\b/.test(document.toString().replace(NOISE, ' '))
}
