import { createHash } from 'node:crypto'
import { isRecord } from '../is-record.ts'
import { UnclearDocumentError } from './refusals.ts'

/** The parts of a request that say which document it is about, as they came. */
export interface DocumentRequest {
  query?: unknown
  /** `sha256:` and the hash of the text, as in the appendix to GraphQL over HTTP. */
  documentId?: unknown
  /** Of them, Apollo's `persistedQuery: { version: 1, sha256Hash }`, which means the same. */
  extensions?: unknown
}

/** What a request says about its document; where it says both, they agree. */
export interface NamedDocument {
  text: string | null
  /** SHA-256 in lower-case hexadecimal. */
  hash: string | null
}

const DOCUMENT_ID = /^sha256:([0-9a-f]{64})$/
const HASH = /^[0-9a-f]{64}$/

export function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The hash in a document's id; null for what is no id. */
export function hashOfId(id: string): string | null {
  return DOCUMENT_ID.exec(id)?.[1] ?? null
}

/** Refuses (`UnclearDocumentError`) what is no id, and text and ids that contradict each other. */
export function nameDocument({ query, documentId, extensions }: DocumentRequest): NamedDocument {
  if (query != null && typeof query !== 'string') throw new UnclearDocumentError('The query must be text.')
  const hashes = [givenId(documentId), givenExtension(extensions)].filter((hash) => hash !== null)
  const [hash = null, other = hash] = hashes
  if (hash !== other) throw new UnclearDocumentError('documentId and extensions.persistedQuery name two documents.')
  const text = query || null
  if (text !== null && hash !== null && hashOfText(text) !== hash) {
    throw new UnclearDocumentError('The id of the document is not the hash of the text that came with it.')
  }
  return { text, hash }
}

function givenId(documentId: unknown): string | null {
  if (documentId == null) return null
  const hash = typeof documentId === 'string' ? hashOfId(documentId) : null
  if (hash === null)
    throw new UnclearDocumentError('documentId must be sha256: and 64 hexadecimal digits in lower case.')
  return hash
}

function givenExtension(extensions: unknown): string | null {
  if (!isRecord(extensions) || extensions.persistedQuery == null) return null
  const { version, sha256Hash } = isRecord(extensions.persistedQuery) ? extensions.persistedQuery : {}
  if (version !== 1) throw new UnclearDocumentError('Of persistedQuery there is version 1 only.')
  if (typeof sha256Hash === 'string' && HASH.test(sha256Hash)) return sha256Hash
  throw new UnclearDocumentError('persistedQuery.sha256Hash must be 64 hexadecimal digits in lower case.')
}
