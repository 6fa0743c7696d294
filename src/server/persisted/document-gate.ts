import { LRUCache } from 'lru-cache'
import type { Audience } from '#kernel/audience.ts'
import type { PersistedOperationsMode } from '#platform/config.ts'
import type { Log } from '#platform/log.ts'
import type { Budget } from '#platform/rate-limits/budgets.ts'
import type { AutomaticOperations } from './automatic-operations.ts'
import { type DocumentRequest, hashOfText, nameDocument } from './document-request.ts'
import {
  PersistedQueryNotFoundError,
  PersistedQueryNotSupportedError,
  PersistedQueryRequiredError,
} from './refusals.ts'
import type { RegisteredOperations } from './registered-operations.ts'

/** Who sends a request: what its client calls itself, and who pays for it. */
export interface Sender {
  clientName: string | null
  budget: Budget
}

/** Decides which document a request gets executed, before anything of it is parsed. */
export interface DocumentGate {
  /** The text of the document; null when the request names none. Throws why it must not be executed. */
  admit(request: DocumentRequest, sender: Sender): string | null
  close(): void
}

/** For everybody's documents: a text is executed, and one that comes with its hash goes by the hash from then on. */
export class OpenGate implements DocumentGate {
  readonly #operations: AutomaticOperations

  constructor(operations: AutomaticOperations) {
    this.#operations = operations
  }

  admit(request: DocumentRequest, { budget }: Sender): string | null {
    const { text, hash } = nameDocument(request)
    if (hash === null) return text
    if (text !== null) {
      this.#operations.keep(hash, text, budget)
      return text
    }
    const known = this.#operations.find(hash)
    if (known === undefined) throw new PersistedQueryNotFoundError()
    return known
  }

  close(): void {}
}

export interface RegisteredGateOptions {
  audience: Audience
  mode: PersistedOperationsMode
  /** Null where nothing can be registered. */
  operations: RegisteredOperations | null
  log: Log
}

/**
 * For the documents of our own apps. A registered one is executed by its id, and by its exact text as well. Others are
 * executed (`off`), executed and reported once each (`log`), or refused and reported (`require`).
 */
export class RegisteredGate implements DocumentGate {
  readonly #audience: Audience
  readonly #mode: PersistedOperationsMode
  readonly #operations: RegisteredOperations | null
  readonly #log: Log
  readonly #reported = new LRUCache<string, true>({ max: 10_000 })

  constructor({ audience, mode, operations, log }: RegisteredGateOptions) {
    this.#audience = audience
    this.#mode = mode
    this.#operations = operations
    this.#log = log
  }

  admit(request: DocumentRequest, { clientName }: Pick<Sender, 'clientName'>): string | null {
    const { text, hash } = nameDocument(request)
    if (text === null) return hash === null ? null : this.#requireRegistered(hash, clientName)
    if (this.#mode === 'off') return text
    const hashOfIt = hash ?? hashOfText(text)
    if (this.#operations?.find(hashOfIt) !== undefined) return text
    this.#report(hashOfIt, clientName)
    if (this.#mode === 'require') throw new PersistedQueryRequiredError()
    return text
  }

  close(): void {
    this.#operations?.close()
  }

  #requireRegistered(hash: string, clientName: string | null): string {
    const known = this.#operations?.find(hash)
    if (known !== undefined) return known
    const isSupported = this.#mode === 'require' || (this.#operations?.size ?? 0) > 0
    if (!isSupported) throw new PersistedQueryNotSupportedError()
    this.#report(hash, clientName)
    throw new PersistedQueryNotFoundError()
  }

  /** Not the text: it may hold somebody's personal data. */
  #report(hash: string, client: string | null): void {
    if (this.#reported.has(hash)) return
    this.#reported.set(hash, true)
    this.#log.warn({ audience: this.#audience, document: `sha256:${hash}`, client }, 'a document is not registered')
  }
}
