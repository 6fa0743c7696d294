import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'
import type { Log } from '#platform/log.ts'
import type { Lease } from './lease.ts'
import { PLAN_ONCE } from './plan-modes.ts'

/** Catches the connection that somebody takes from the pool on our behalf; see unit-of-work.ts. */
export interface ClientSlot {
  client?: pg.PoolClient
}

export interface PoolOptions {
  url: string
  log: Log
  /** Connections at most. */
  size: number
}

const ACQUIRE_TIMEOUT_MS = 1_000
/** A little longer than the server's own statement_timeout (5 s): it fires only when the server answers no more. */
const SILENCE_TIMEOUT_MS = 6_000

/** The one pool of the process: reads use it directly, Prisma through its adapter. */
export class GatewayPool extends pg.Pool {
  readonly slot = new AsyncLocalStorage<ClientSlot>()
  /** Of the operation for which connections are taken. */
  readonly lease = new AsyncLocalStorage<Lease>()
  readonly #leases = new WeakMap<pg.PoolClient, Lease>()

  constructor({ url, log, size }: PoolOptions) {
    super({
      connectionString: url,
      max: size,
      connectionTimeoutMillis: ACQUIRE_TIMEOUT_MS,
      query_timeout: SILENCE_TIMEOUT_MS,
      idleTimeoutMillis: 30_000,
      maxLifetimeSeconds: 1_800,
      keepAlive: true,
      application_name: 'teppan',
      options: `-c timezone=UTC -c plan_cache_mode=${PLAN_ONCE}`,
      pipeline: true,
    } as pg.PoolConfig)
    // Without listeners a connection that the server closes would end the process.
    const report = (error: Error) => {
      if (this.ending) log.debug({ err: error }, 'a database connection was cut while it was closing')
      else log.warn({ err: error }, 'a database connection was lost')
    }
    this.on('error', report)
    this.on('connect', (client) => client.on('error', report))
    this.on('release', (_error, client) => this.#leases.get(client)?.giveBack(client))
  }

  override connect(): Promise<pg.PoolClient>
  override connect(callback: Parameters<pg.Pool['connect']>[0]): void
  override connect(callback?: Parameters<pg.Pool['connect']>[0]): Promise<pg.PoolClient> | undefined {
    if (callback) {
      super.connect(callback)
      return undefined
    }
    const slot = this.slot.getStore()
    const lease = this.lease.getStore()
    const connecting = super.connect()
    if (!slot && !lease) return connecting
    return connecting.then((client) => {
      if (slot) slot.client = client
      if (lease) {
        this.#leases.set(client, lease)
        lease.take(client)
      }
      return client
    })
  }
}
