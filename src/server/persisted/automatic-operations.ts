import { LRUCache } from 'lru-cache'
import type { Documents } from '#graphql/documents.ts'
import type { Budget } from '#platform/rate-limits/budgets.ts'

/** Of all texts together; what was not used for longest goes first. */
const bounds = { entries: 1_000, bytes: 4 * 1024 * 1024 }

/**
 * Texts that clients have sent once together with their hash, so that the hash will do from then on. Whoever asks for
 * one that has gone, or that another process was told, is asked for the text again. This is no list of what is allowed.
 */
export class AutomaticOperations {
  readonly #documents: Documents
  readonly #texts = new LRUCache<string, string>({
    max: bounds.entries,
    maxSize: bounds.bytes,
    sizeCalculation: (text) => Buffer.byteLength(text),
  })

  constructor(documents: Documents) {
    this.#documents = documents
  }

  find(hash: string): string | undefined {
    return this.#texts.get(hash)
  }

  /** Keeps the text if it is a document that would be executed; the hash must be its own. */
  keep(hash: string, text: string, budget: Budget): void {
    if (this.#texts.has(hash)) return
    if ('document' in this.#documents.admit(text, budget)) this.#texts.set(hash, text)
  }
}
