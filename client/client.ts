import { Budget } from './budget.ts'
import {
  type AnyDocument,
  type DocumentStyle,
  DocumentWriter,
  isDryRun,
  kindOf,
  type TypedDocument,
} from './documents.ts'
import { GatewayError } from './errors.ts'
import { type Backoff, isWorthRepeating, waitBeforeRepeating } from './retry.ts'
import { type TokenSource, Tokens } from './tokens.ts'
import { type Answer, type Deprecation, type Failure, sendOnce } from './transport.ts'
import { Deadline, pause } from './waiting.ts'

export interface ClientOptions {
  /** Of the API, e.g. `https://teppan.example/graphql`. */
  url: string
  /** By which the gateway's logs tell this client from others, e.g. `web 2.1`: letters, digits and signs, up to 64. */
  name?: string
  /** Without one, everything is asked as nobody. */
  tokens?: TokenSource
  /** `text` when it is not given. */
  documents?: DocumentStyle
  /** Of a call with all its attempts and waits; 30 seconds when it is not given. */
  timeoutMs?: number
  /** Of each attempt; 12 seconds when it is not given, a little longer than the gateway takes at most. */
  attemptTimeoutMs?: number
  /** Attempts after the first; 5 when it is not given. */
  retries?: number
  /** How long to wait between them: 200 ms at most at first, twice as long each time, 10 s at most, when not given. */
  backoff?: Backoff
  /** Told of each answer to something that is going away. */
  onDeprecations?: (deprecations: readonly Deprecation[]) => void
  /** In place of the global one. */
  fetch?: typeof fetch
}

export interface CallOptions {
  /** Ends the call: it rejects with the signal's reason. A mutation may have been carried out all the same. */
  signal?: AbortSignal
  timeoutMs?: number
  /**
   * For mutations. One that the app has kept, so that it can make a call again whose end it did not see. When it is not
   * given, one is made for this call, if there is a token and it is no dry run. With null there is none; what may have
   * been carried out is then not repeated.
   */
  idempotencyKey?: string | null
}

/** A call, and where it has got to. */
interface Call {
  document: AnyDocument
  variables: unknown
  key: string | null
  isRepeatable: boolean
  deadline: Deadline
  /** Of the last attempt. */
  token: string | null
  /** Whether the gateway has said that it does not know the document. */
  isUnknown: boolean
  /** Whether the token was replaced, which is done once. */
  isRenewed: boolean
}

/** Calls one API of the gateway. Make one for each person or API key, and keep it: it knows their budget and token. */
export class GatewayClient {
  readonly #options: ClientOptions
  readonly #tokens: Tokens
  readonly #documents: DocumentWriter
  readonly #budget = new Budget()

  constructor(options: ClientOptions) {
    this.#options = options
    this.#tokens = new Tokens(options.tokens ?? null)
    this.#documents = new DocumentWriter(options.documents ?? 'text')
  }

  /**
   * The data of a query or mutation. Rejects with a `GatewayError` when there are errors, also when there are data
   * besides. What fails in passing is repeated; a mutation is repeated with its idempotency key, so that it happens once.
   */
  async run<Data, Variables>(
    document: TypedDocument<Data, Variables>,
    variables: Variables,
    options: CallOptions = {},
  ): Promise<Data> {
    const kind = kindOf(document)
    if (kind === 'subscription') throw new TypeError('Subscriptions are followed, not run: see resumable.ts.')
    const deadline = new Deadline(options.timeoutMs ?? this.#options.timeoutMs ?? 30_000, options.signal)
    try {
      const key = kind === 'mutation' ? await this.#keyFor(document, options) : null
      const isRepeatable = kind === 'query' || key !== null
      const state = { token: null, isUnknown: false, isRenewed: false }
      return (await this.#repeat({ document, variables, key, isRepeatable, deadline, ...state })) as Data
    } catch (error) {
      if (!deadline.isOver || error !== deadline.signal.reason) throw error
      throw new GatewayError('CLIENT_TIMEOUT', 'There was no answer in time.', { cause: error })
    } finally {
      deadline.clear()
    }
  }

  async #keyFor(document: AnyDocument, { idempotencyKey }: CallOptions): Promise<string | null> {
    if (idempotencyKey !== undefined) return idempotencyKey
    const hasToken = (await this.#tokens.current()) !== null
    return hasToken && !isDryRun(document) ? crypto.randomUUID() : null
  }

  async #repeat(call: Call): Promise<unknown> {
    const { retries = 5, backoff = { baseMs: 200, capMs: 10_000 } } = this.#options
    for (let repeats = 0; ; ) {
      const outcome = await this.#attempt(call)
      if (!('error' in outcome)) return outcome.data
      const { error } = outcome
      if (await this.#isCured(call, error)) continue
      const wait = waitBeforeRepeating(repeats, backoff, error.retryAfterMs)
      const isInTime = repeats < retries && wait < call.deadline.remainingMs
      if (!isInTime || !isWorthRepeating(error, call.isRepeatable)) throw error
      repeats += 1
      await pause(wait, call.deadline.signal)
    }
  }

  /** Whether the next attempt will not have what this one was refused for. */
  async #isCured(call: Call, error: GatewayError): Promise<boolean> {
    if (!call.isUnknown && this.#documents.canAnswer(error.code)) {
      call.isUnknown = true
      return true
    }
    if (error.code !== 'UNAUTHENTICATED' || error.hasData || call.isRenewed) return false
    call.isRenewed = true
    return (await this.#tokens.replace(call.token)) !== null
  }

  async #attempt(call: Call): Promise<Answer | Failure> {
    const { document, variables, deadline } = call
    const operation = document.toString()
    const settle = await this.#budget.admit(operation, deadline.signal)
    let outcome: Answer | Failure | null = null
    const attemptDeadline = new Deadline(this.#options.attemptTimeoutMs ?? 12_000, deadline.signal)
    try {
      call.token = await this.#tokens.current()
      const body = { ...(await this.#documents.write(document, call.isUnknown)), variables }
      const request = { url: this.#options.url, headers: this.#headersOf(call), body }
      outcome = await sendOnce(this.#options.fetch ?? fetch, request, attemptDeadline)
      this.#note(outcome)
      return outcome
    } finally {
      attemptDeadline.clear()
      settle(outcome)
    }
  }

  #headersOf({ token, key }: Call): Record<string, string> {
    const { name } = this.#options
    return {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      ...(name !== undefined && { 'graphql-client-name': name }),
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(key !== null && { 'idempotency-key': `"${key}"` }),
    }
  }

  #note(outcome: Answer | Failure): void {
    if ('error' in outcome && (outcome.error.status === 429 || outcome.error.code === 'RATE_LIMITED')) {
      this.#budget.block(outcome.error.retryAfterMs ?? 0)
    }
    if (outcome.deprecations.length > 0) this.#options.onDeprecations?.(outcome.deprecations)
  }
}
