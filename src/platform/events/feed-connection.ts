import { Socket } from 'node:net'
import pg from 'pg'
import { PLAN_ONCE } from '#platform/database/plan-modes.ts'
import { rowTypes, type Statement } from '#platform/database/rows.ts'
import type { StoredEvent } from './domain-event.ts'
import type { EventPosition } from './event-position.ts'
import { findNextEvent, type LogState, readLogState, readSettledEvents, toStoredEvent } from './log-statements.ts'

export interface FeedConnectionOptions {
  url: string
  /** The database is given up for lost when it does not answer for this long. */
  silenceMs: number
  /** Another process has committed events. */
  onRing: () => void
  onLost: () => void
  /** Ends the connection soon, whatever it is waiting for. */
  signal: AbortSignal
}

const NOTIFY = 'NOTIFY teppan_events'
/**
 * Sees the log of all stations, and hears the other processes. It rings for them too, for what was committed while
 * this process had no connection to ring with. Notifications need no flush to disk; the reads go along the index
 * whatever the statistics say of a log that has grown since.
 */
const TAKE_PLACE = `SET app.scope = 'feed'; SET synchronous_commit = off; SET plan_cache_mode = ${PLAN_ONCE};
  LISTEN teppan_events; ${NOTIFY}`
const GOODBYE_MS = 500

/**
 * The process's one connection for following the log: its own, never from the pool, and never in a transaction,
 * because a listener in a transaction holds up the queue of notifications for the whole server.
 */
export class FeedConnection {
  readonly #client: pg.Client
  readonly #socket: Socket
  readonly #signal: AbortSignal
  readonly #onAbort = () => this.#limitGoodbye()

  private constructor(client: pg.Client, socket: Socket, signal: AbortSignal) {
    this.#client = client
    this.#socket = socket
    this.#signal = signal
    signal.addEventListener('abort', this.#onAbort)
  }

  static async open({ url, silenceMs, onRing, onLost, signal }: FeedConnectionOptions): Promise<FeedConnection> {
    const socket = new Socket()
    const client = new pg.Client({
      connectionString: url,
      stream: () => socket,
      application_name: 'teppan feed',
      connectionTimeoutMillis: silenceMs,
      query_timeout: silenceMs,
      keepAlive: true,
    })
    const connection = new FeedConnection(client, socket, signal)
    // A lost connection also fails the query under way or the next one, which tells why.
    client.on('error', onLost)
    client.on('notification', ({ processId }) => {
      if (processId !== connection.#processId) onRing()
    })
    try {
      await client.connect()
      await client.query(TAKE_PLACE)
      return connection
    } catch (error) {
      socket.destroy()
      await connection.close()
      throw error
    }
  }

  async readState(): Promise<LogState> {
    const [state] = await this.#run(readLogState, [])
    if (!state) throw new Error('the row of events.event_log is missing')
    return state
  }

  async readAfter({ xid, position }: EventPosition, limit: number): Promise<StoredEvent[]> {
    const rows = await this.#run(readSettledEvents, [xid, position, limit])
    return rows.map(toStoredEvent)
  }

  async hasAnyAfter({ xid, position }: EventPosition): Promise<boolean> {
    const rows = await this.#run(findNextEvent, [xid, position])
    return rows.length > 0
  }

  async notify(): Promise<void> {
    await this.#client.query(NOTIFY)
  }

  /** Takes leave of the server; of one that does not answer, only for a moment. */
  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#onAbort)
    const timer = this.#limitGoodbye()
    await this.#client.end()
    clearTimeout(timer)
  }

  #limitGoodbye(): NodeJS.Timeout {
    return setTimeout(() => this.#socket.destroy(), GOODBYE_MS).unref()
  }

  /** Of the server's process that serves this connection. */
  get #processId(): number | undefined {
    return (this.#client as pg.Client & { processID?: number }).processID
  }

  async #run<Row>({ name, text }: Statement<Row>, values: unknown[]): Promise<Row[]> {
    const { rows } = await this.#client.query({ name, text, values, types: rowTypes })
    return rows as Row[]
  }
}
