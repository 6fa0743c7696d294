import type { DocumentNode } from 'graphql'
import type { GivenKey } from './idempotency-key.ts'

/** A document that has been parsed and validated. */
export interface Operation {
  document: DocumentNode
  /** The same for the same text. */
  documentKey: string
  operationName: string | null | undefined
  variables: Record<string, unknown> | null | undefined
  /** What was sent as its idempotency key, wherever. */
  idempotencyKey?: GivenKey
  /** The event, for one turn of a subscription. */
  rootValue?: unknown
}
