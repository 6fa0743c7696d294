import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net'
import { join } from 'node:path'

/** What becomes of something that a caller has sent: it may get through without its answer, or not at all. */
type Passage = 'passes' | 'loses its answer' | 'is lost'

/** A door on loopback in front of a PostgreSQL server: what passes can be frozen, and callers turned away. */
export class TcpGate {
  readonly #server = createServer((caller) => this.#serve(caller))
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  readonly #target: NetConnectOpts
  #open = true
  /** How many callers have come, turned away or not. */
  callers = 0
  /** Told of each message with all that the same caller has sent before it. What is not to pass is the caller's last. */
  watch: (message: string, before: string) => Passage = () => 'passes'

  private constructor(target: NetConnectOpts) {
    this.#target = target
  }

  static async before(url: string): Promise<{ gate: TcpGate; url: string }> {
    const target = new URL(url)
    const socketDirectory = target.searchParams.get('host')
    const port = target.searchParams.get('port') ?? (target.port || '5432')
    const gate = new TcpGate(
      socketDirectory === null
        ? { host: target.hostname, port: Number(port) }
        : { path: join(socketDirectory, `.s.PGSQL.${port}`) },
    )
    gate.#server.listen(0, '127.0.0.1')
    await once(gate.#server, 'listening')
    target.searchParams.delete('host')
    target.searchParams.delete('port')
    target.hostname = '127.0.0.1'
    target.port = String((gate.#server.address() as AddressInfo).port)
    return { gate, url: target.href }
  }

  /** Nothing gets through any more, and nobody is told. */
  freeze(): void {
    for (const [caller, server] of this.#pairs) {
      caller.pause()
      server.pause()
    }
  }

  /** Ends all connections and turns callers away until it opens. */
  shut(): void {
    this.#open = false
    for (const sockets of this.#pairs) for (const socket of sockets) socket.destroy()
  }

  open(): void {
    this.#open = true
  }

  async close(): Promise<void> {
    this.shut()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #serve(caller: Socket): void {
    this.callers += 1
    caller.on('error', () => undefined)
    if (!this.#open) {
      caller.destroy()
      return
    }
    const server = connect(this.#target)
    const pair = [caller, server] as const
    this.#pairs.add(pair)
    server.on('error', () => undefined)
    caller.on('close', () => server.destroy())
    server.on('close', () => {
      caller.destroy()
      this.#pairs.delete(pair)
    })
    server.pipe(caller)
    let before = ''
    caller.on('data', (bytes) => {
      const message = bytes.toString('latin1')
      const passage = this.watch(message, before)
      before += message
      if (passage === 'loses its answer') server.unpipe(caller).pause()
      if (passage === 'is lost') caller.pause()
      else server.write(bytes)
    })
    caller.on('end', () => server.end())
  }
}
