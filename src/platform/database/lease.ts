import type pg from 'pg'
import { cutConnection } from './cut-connection.ts'

/** The connections that one operation has taken from the pool, so that they can be taken from it again. */
export class Lease {
  readonly #clients = new Set<pg.PoolClient>()
  #isCut = false

  /** What the operation takes after its end is cut off at once. */
  take(client: pg.PoolClient): void {
    this.#clients.add(client)
    if (this.#isCut) cutConnection(client)
  }

  giveBack(client: pg.PoolClient): void {
    this.#clients.delete(client)
  }

  /** Ends what runs on the connections, in the database too, and the connections: whoever waits for them is told so. */
  cut(): void {
    this.#isCut = true
    for (const client of this.#clients) cutConnection(client)
  }
}
