import { once } from 'node:events'
import { type ClientOptions, WebSocket } from 'ws'
import { waitFor } from './wait.ts'

export interface SocketMessage {
  type: string
  id?: string
  payload?: unknown
}

/** A WebSocket to the API that sends whatever it is told, also what no client would. */
export class RawSocket {
  readonly #socket: WebSocket
  readonly #messages: SocketMessage[] = []
  /** With which code and reason the connection has ended. */
  readonly closed: Promise<{ code: number; reason: string }>

  constructor(url: string, protocols: string | string[] = 'graphql-transport-ws', options: ClientOptions = {}) {
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocols, options)
    this.closed = new Promise((resolve) => {
      this.#socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))
    })
    this.#socket.on('message', (data) => this.#messages.push(JSON.parse(String(data)) as SocketMessage))
    this.#socket.on('error', () => undefined)
  }

  /** Opens it as the gateway wants it, as the owner of the token or as nobody. */
  static async connect(url: string, token?: string, options: ClientOptions = {}): Promise<RawSocket> {
    const socket = new RawSocket(url, undefined, options)
    await socket.opened()
    socket.send({ type: 'connection_init', payload: token ? { authorization: `Bearer ${token}` } : {} })
    const acknowledged = await socket.next()
    if (acknowledged.type !== 'connection_ack') throw new Error(`not let in: ${JSON.stringify(acknowledged)}`)
    return socket
  }

  async opened(): Promise<void> {
    await once(this.#socket, 'open')
  }

  send(message: object | string | Buffer): void {
    const data = typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message)
    this.#socket.send(data)
  }

  subscribe(id: string, query: string, payload: object = {}): void {
    this.send({ type: 'subscribe', id, payload: { query, ...payload } })
  }

  /** The next message; fails when none comes. */
  next(): Promise<SocketMessage> {
    return waitFor('a message', () => this.#messages.shift())
  }

  /** What an operation is answered with: its result, or the errors that it was refused for. */
  async ask(id: string, query: string, payload: object = {}): Promise<SocketMessage> {
    this.subscribe(id, query, payload)
    const answer = await this.next()
    if (answer.type === 'next') {
      const end = await this.next()
      if (end.type !== 'complete') throw new Error(`not complete: ${JSON.stringify(end)}`)
    }
    return answer
  }

  isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN
  }

  async close(): Promise<void> {
    this.#socket.close()
    await this.closed
  }

  /** Cuts the connection without a word. */
  cut(): void {
    this.#socket.terminate()
  }
}
