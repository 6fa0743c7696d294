import type { FastifyRequest } from 'fastify'
import { isRecord } from '../is-record.ts'
import type { DocumentGate, Sender } from './document-gate.ts'
import { UnclearDocumentError } from './refusals.ts'

/**
 * Puts the document that a request means where Apollo looks for it. What is no request for a document at all is left
 * for Apollo to refuse: a document that the gate has not admitted never gets there.
 */
export function placeDocument(request: FastifyRequest, gate: DocumentGate, sender: Sender): void {
  if (request.method === 'GET') placeInSearch(request, gate, sender)
  else if (isRecord(request.body)) {
    const text = gate.admit(request.body, sender)
    if (text !== null) request.body = withText(request.body, text)
  }
}

function withText(body: Record<string, unknown>, query: string): object {
  const { documentId: _, extensions, ...rest } = body
  return { ...rest, query, ...(extensions !== undefined && { extensions: withoutId(extensions) }) }
}

function withoutId(extensions: unknown): unknown {
  if (!isRecord(extensions)) return extensions
  const { persistedQuery: _, ...rest } = extensions
  return rest
}

function placeInSearch(request: FastifyRequest, gate: DocumentGate, sender: Sender): void {
  const { pathname, searchParams } = new URL(request.url, 'http://gateway')
  const extensions = parseRecord(only(searchParams, 'extensions'))
  const named = { query: only(searchParams, 'query'), documentId: only(searchParams, 'documentId'), extensions }
  const text = gate.admit(named, sender)
  if (text === null) return
  searchParams.set('query', text)
  searchParams.delete('documentId')
  if (extensions) searchParams.set('extensions', JSON.stringify(withoutId(extensions)))
  request.raw.url = `${pathname}?${searchParams}`
}

function only(parameters: URLSearchParams, name: string): string | null {
  const [value = null, ...others] = parameters.getAll(name)
  if (others.length > 0) throw new UnclearDocumentError(`${name} may be given only once.`)
  return value
}

/** Null for what Apollo refuses. */
function parseRecord(text: string | null): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}
