import { setTimeout as delay } from 'node:timers/promises'
import { CloseCode } from 'graphql-ws'
import type { WebSocket } from 'ws'
import { limits } from '#graphql/limits.ts'
import type { Log } from '#platform/log.ts'

/** Who a socket was opened for. */
export interface SocketHolder {
  /** Whose sockets are counted together. */
  name: string
  /** The session or API key that let it in, and the version of the rights that it was opened with; null for nobody's. */
  basis: { id: string; authVersion: number } | null
}

/** Of these sessions or keys those that are good, each with the version of what it allows. */
export type FindLive = (ids: readonly string[]) => Promise<ReadonlyMap<string, number>>

/**
 * A little less than the second within which sockets are to be closed. One statement asks for all sockets; nothing has to tell this process what has happened in another.
 */
const CHECK_EVERY_MS = 900

/** The open sockets of this process: not too many of one holder, and none whose session or key has ended. */
export class LiveSockets {
  readonly #findLive: FindLive
  readonly #log: Log
  readonly #ended: string
  readonly #byHolder = new Map<string, Set<WebSocket>>()
  readonly #bases = new Map<WebSocket, NonNullable<SocketHolder['basis']>>()
  readonly #stopped = new AbortController()
  #checking: Promise<void> | null = null

  /** `ended` is why sockets are closed whose session or key is not good any more. */
  constructor(findLive: FindLive, log: Log, ended: string) {
    this.#findLive = findLive
    this.#log = log
    this.#ended = ended
  }

  /** Watches over the socket until it closes; false, when its holder has too many of them already. */
  admit(socket: WebSocket, { name, basis }: SocketHolder): boolean {
    const held = this.#byHolder.get(name) ?? new Set()
    if (held.size >= limits.socketsPerHolder) return false
    this.#byHolder.set(name, held.add(socket))
    if (basis) {
      this.#bases.set(socket, basis)
      this.#checking ??= this.#checkOnAndOn()
    }
    socket.once('close', () => {
      this.#bases.delete(socket)
      held.delete(socket)
      if (held.size === 0 && this.#byHolder.get(name) === held) this.#byHolder.delete(name)
    })
    return true
  }

  /** Ends the checks; the sockets stay as they are. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.#checking
  }

  async #checkOnAndOn(): Promise<void> {
    const { signal } = this.#stopped
    while (this.#bases.size > 0 && !signal.aborted) {
      await delay(CHECK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined)
      if (signal.aborted) break
      try {
        await this.#check()
      } catch (error) {
        this.#log.warn({ err: error }, 'sockets could not be looked after')
      }
    }
    this.#checking = null
  }

  async #check(): Promise<void> {
    const asked = [...this.#bases]
    const ids = new Set(asked.map(([, { id }]) => id))
    const live = await this.#findLive([...ids])
    for (const [socket, { id, authVersion }] of asked) {
      const version = live.get(id)
      if (version === undefined) socket.close(CloseCode.Forbidden, this.#ended)
      else if (version !== authVersion) socket.close(CloseCode.Forbidden, 'The rights have changed')
    }
  }
}
