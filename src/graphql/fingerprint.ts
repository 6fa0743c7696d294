import { createHash } from 'node:crypto'
import { type OperationDefinitionNode, print } from 'graphql'
import type { Audience } from '#kernel/audience.ts'
import type { Operation } from './operation.ts'

/**
 * SHA-256 of what a request asks for and of whom: the document without its layout, the operation's name, the variables
 * whatever the order of their fields, and the audience. Requests with the same fingerprint ask for the same.
 */
export function fingerprintOf(
  { document, variables }: Operation,
  { name }: OperationDefinitionNode,
  audience: Audience,
): Buffer {
  const parts = [audience, name?.value ?? null, print(document), sorted(variables ?? {})]
  return createHash('sha256').update(JSON.stringify(parts)).digest()
}

/** The same value with the fields of its objects in their order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([name, entry]) => [name, sorted(entry)]))
}
