import { type Client, createClient } from 'graphql-ws'
import { type DocumentStyle, DocumentWriter, type TypedDocument } from './documents.ts'
import { type AnswerError, GatewayError } from './errors.ts'
import { waitBeforeRepeating } from './retry.ts'
import { type TokenSource, Tokens } from './tokens.ts'
import { isRecord } from './transport.ts'
import { pause } from './waiting.ts'

export interface SubscriptionsOptions {
  /** Of the API, as for `GatewayClient`. */
  url: string
  /** By which the gateway's logs tell this client from others. */
  name?: string
  tokens?: TokenSource
  /** `text` when it is not given. */
  documents?: DocumentStyle
  /** Where there is no global WebSocket. */
  webSocketImpl?: unknown
  /** How often to ask whether the connection is still there; every 10 seconds when it is not given. */
  pingEveryMs?: number
}

export interface FollowOptions {
  /** Goes on behind this cursor; without one nothing from before is delivered. */
  after?: string | null
  /** Ends the subscription without an error. */
  signal?: AbortSignal
}

/** Refusals that pass by themselves; nothing is lost, because the next attempt goes on behind the last message. */
const PASSING = new Set(['NETWORK_ERROR', 'SLOW_CONSUMER', 'RATE_LIMITED', 'SERVICE_UNAVAILABLE', 'TIMEOUT'])
/** Codes with which a connection ends because of what the client is: 4400 and 4406. */
const HOPELESS_CLOSES = new Set([4400, 4406])
const TOKEN_REFUSED = 4403
const BACKOFF = { baseMs: 500, capMs: 30_000 }
/** A message that comes again comes soon after a reconnect. */
const REMEMBERED = 1_000

/** Subscriptions of one person over one WebSocket, which comes back by itself for ever. */
export class Subscriptions {
  readonly #tokens: Tokens
  readonly #documents: DocumentWriter
  readonly #client: Client
  #token: string | null = null

  constructor({ url, name, tokens, documents = 'text', webSocketImpl, pingEveryMs = 10_000 }: SubscriptionsOptions) {
    this.#tokens = new Tokens(tokens ?? null)
    this.#documents = new DocumentWriter(documents)
    let pong: ReturnType<typeof setTimeout> | undefined
    this.#client = createClient({
      url: url.replace(/^http/, 'ws'),
      ...(webSocketImpl !== undefined && { webSocketImpl }),
      // Each subscription comes back on its own, behind its own cursor.
      retryAttempts: 0,
      keepAlive: pingEveryMs,
      connectionParams: async () => {
        this.#token = await this.#tokens.current()
        return {
          ...(name !== undefined && { 'graphql-client-name': name }),
          ...(this.#token !== null && { authorization: `Bearer ${this.#token}` }),
        }
      },
      on: {
        // A network that went away without a word is noticed by the pong that does not come.
        ping: (received) => {
          if (!received) pong = setTimeout(() => this.#client.terminate(), pingEveryMs / 2)
        },
        pong: (received) => {
          if (received) clearTimeout(pong)
        },
        closed: () => clearTimeout(pong),
      },
    })
  }

  /**
   * Every message of a subscription that takes `after` and sends a `cursor`, each once and in order, over any number of
   * connections. Ends with the signal. Throws a `GatewayError` when waiting does not help: the viewer may not subscribe,
   * nobody is signed in any more, or (`CURSOR_EXPIRED`) the log does not reach back to the cursor: read the current
   * state, then follow again after `error.extensions.oldestCursor`.
   */
  async *follow<Data, Variables extends { after?: unknown }>(
    document: TypedDocument<Data, Variables>,
    variables: Omit<Variables, 'after'>,
    { after = null, signal }: FollowOptions = {},
  ): AsyncGenerator<Data, void, void> {
    const place = new Place(after)
    let failures = 0
    let isUnknown = false
    while (!signal?.aborted) {
      try {
        const operation = await this.#documents.write(document, isUnknown)
        const messages = this.#connect(operation, { ...variables, ...place.variables }, signal)
        for await (const data of messages) {
          if (!place.advance(data)) continue
          failures = 0
          yield data as Data
        }
      } catch (thrown) {
        if (signal?.aborted) return
        if (thrown instanceof NoCursorError) throw thrown
        const error = toGatewayError(thrown)
        if (!isUnknown && this.#documents.canAnswer(error.code)) {
          isUnknown = true
          continue
        }
        await this.#requirePassing(error)
        place.correct(error)
      }
      await pause(waitBeforeRepeating(failures, BACKOFF, null), signal).catch(() => undefined)
      failures += 1
    }
  }

  /** Ends everything. */
  async close(): Promise<void> {
    await this.#client.dispose()
  }

  /** The messages of one subscription on one connection. */
  async *#connect(
    operation: object,
    variables: Record<string, unknown>,
    signal?: AbortSignal,
  ): AsyncGenerator<unknown> {
    // A document that goes by its id has no text, which the protocol wants all the same.
    const results = this.#client.iterate({ query: '', ...operation, variables })
    const stop = () => void results.return?.()
    signal?.addEventListener('abort', stop, { once: true })
    try {
      for await (const { data, errors } of results) {
        if (errors) throw GatewayError.of(errors as readonly AnswerError[], { data })
        yield data
      }
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  /** Throws the error again unless it passes; a token that was refused is replaced. */
  async #requirePassing(error: GatewayError): Promise<void> {
    if (error.code !== 'UNAUTHENTICATED') {
      if (!PASSING.has(error.code)) throw error
      return
    }
    // A source that cannot say at the moment is asked again after the next refusal.
    const token = await this.#tokens.replace(this.#token).catch(() => undefined)
    if (token === null) throw error
  }
}

/** How far a subscription has got. */
class Place {
  #cursor: string | null
  readonly #seen = new Set<string>()

  constructor(after: string | null) {
    this.#cursor = after
  }

  get variables(): { after?: string } {
    return this.#cursor === null ? {} : { after: this.#cursor }
  }

  /** Goes on to this message; false when it was there before. */
  advance(data: unknown): boolean {
    const message = isRecord(data) ? Object.values(data)[0] : null
    const cursor = isRecord(message) ? message.cursor : null
    if (typeof cursor !== 'string') throw new NoCursorError()
    // The place is the event's id: one event has one place in the log.
    if (this.#seen.has(cursor)) return false
    this.#cursor = cursor
    this.#seen.add(cursor)
    const [oldest] = this.#seen
    if (this.#seen.size > REMEMBERED && oldest !== undefined) this.#seen.delete(oldest)
    return true
  }

  /** The gateway knows how far it has got when it gave up on a slow reader. */
  correct({ code, extensions }: GatewayError): void {
    if (code === 'SLOW_CONSUMER' && typeof extensions.cursor === 'string') this.#cursor = extensions.cursor
  }
}

/** The app's mistake: nothing resumes without cursors. */
export class NoCursorError extends TypeError {
  constructor() {
    super('Select `cursor` in every message of the subscription.')
  }
}

/** What graphql-ws throws: errors of the operation, the end of the connection, or that there was none. */
function toGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown
  if (Array.isArray(thrown)) return GatewayError.of(thrown)
  const { code, reason }: { code?: number; reason?: string } = isRecord(thrown) ? thrown : {}
  if (code === TOKEN_REFUSED) return new GatewayError('UNAUTHENTICATED', reason || 'The token was refused.')
  if (code !== undefined && HOPELESS_CLOSES.has(code))
    return new GatewayError('BAD_REQUEST', reason || `Closed: ${code}`)
  return new GatewayError('NETWORK_ERROR', 'The connection was lost.', { cause: thrown })
}
