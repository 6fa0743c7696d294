import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { buffer } from 'node:stream/consumers'

/**
 * What becomes of a request: it passes; it never gets to the gateway (`refuse`); it is carried out, and the answer is
 * lost (`lose`); nobody answers (`hang`); or the proxy answers by itself.
 */
export type Mishap = 'pass' | 'refuse' | 'lose' | 'hang' | OwnAnswer

export interface OwnAnswer {
  status: number
  headers?: Record<string, string>
  body?: string
}

/** What a balancer says when it has no gateway to ask. */
export const UNAVAILABLE: OwnAnswer = { status: 503, body: '<html>no upstream</html>' }

export interface SeenRequest {
  headers: IncomingMessage['headers']
  body: Record<string, unknown>
}

/** A bad network on loopback in front of a gateway, for HTTP and WebSocket. */
export class FlakyProxy {
  readonly #server = createServer((asked, answer) => void this.#serve(asked, answer))
  readonly #sockets = new Set<Duplex>()
  #target: URL
  #isOpen = true
  /** What becomes of the next requests; those after them pass. */
  script: Mishap[] = []
  /** Decides for each request that the script says nothing about. */
  decide: () => Mishap = () => 'pass'
  /** All requests over HTTP, whatever became of them. */
  readonly seen: SeenRequest[] = []
  /** How many sockets were opened. */
  upgrades = 0

  private constructor(target: string) {
    this.#target = new URL(target)
    this.#server.on('upgrade', (asked: IncomingMessage, socket: Socket, head: Buffer) => {
      this.#upgrade(asked, socket, head)
    })
  }

  static async before(url: string): Promise<FlakyProxy> {
    const proxy = new FlakyProxy(url)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** From now on another gateway answers. */
  lead(url: string): void {
    this.#target = new URL(url)
  }

  /** Cuts all WebSockets without a word. */
  cutSockets(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Nothing gets through the open WebSockets any more, and nobody is told. */
  freezeSockets(): void {
    for (const socket of this.#sockets) socket.pause()
  }

  /** Lets no WebSocket through any more, or again. */
  letSocketsIn(isOpen: boolean): void {
    this.#isOpen = isOpen
    if (!isOpen) this.cutSockets()
  }

  async stop(): Promise<void> {
    this.cutSockets()
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #serve(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await buffer(asked)
    this.seen.push({ headers: asked.headers, body: JSON.parse(body.toString()) as Record<string, unknown> })
    const mishap = this.script.shift() ?? this.decide()
    if (mishap === 'refuse') answer.destroy()
    else if (typeof mishap === 'object') answer.writeHead(mishap.status, mishap.headers).end(mishap.body)
    else if (mishap !== 'hang') await this.#forward(asked, body, mishap, answer)
  }

  async #forward(asked: IncomingMessage, body: Buffer, mishap: 'pass' | 'lose', answer: ServerResponse): Promise<void> {
    const { method, url, headers } = asked
    const { hostname, port } = this.#target
    const forwarded = request({ hostname, port, method, path: url, headers })
    forwarded.end(body)
    const [given] = (await once(forwarded, 'response')) as [IncomingMessage]
    const content = await buffer(given)
    if (mishap === 'lose') answer.destroy()
    else answer.writeHead(given.statusCode ?? 0, given.headers).end(content)
  }

  #upgrade(asked: IncomingMessage, socket: Socket, head: Buffer): void {
    this.upgrades += 1
    socket.on('error', () => undefined)
    if (!this.#isOpen) {
      socket.destroy()
      return
    }
    const { hostname, port } = this.#target
    const server = connect({ host: hostname, port: Number(port) })
    server.on('error', () => undefined)
    for (const [one, other] of [
      [socket, server],
      [server, socket],
    ] as const) {
      this.#sockets.add(one)
      one.on('close', () => {
        this.#sockets.delete(one)
        other.destroy()
      })
    }
    const lines = asked.rawHeaders.map((text, at) => (at % 2 === 0 ? `\r\n${text}: ` : text)).join('')
    server.write(`GET ${asked.url} HTTP/1.1${lines}\r\n\r\n`)
    server.write(head)
    socket.pipe(server).pipe(socket)
  }
}
