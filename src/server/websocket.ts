import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { useServer } from 'graphql-ws/use/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { limits } from '#graphql/limits.ts'
import type { Audience } from '#kernel/audience.ts'
import type { AllowedOrigins } from './browser-security.ts'
import type { Endpoint } from './endpoint.ts'
import type { LiveSockets } from './live-sockets.ts'
import { MessageRate } from './message-rate.ts'
import { type ConnectionState, type Parameters, type SocketRoute, socketProtocol } from './socket-protocol.ts'

export interface WebsocketRoutes extends Omit<SocketRoute, 'endpoint' | 'live'> {
  live: Readonly<Record<Audience, LiveSockets>>
  endpoints: readonly Endpoint[]
  allowedOrigins: AllowedOrigins
}

const KEEP_ALIVE_MS = 15_000

/** GraphQL over WebSocket (`graphql-transport-ws`) on the same paths, under the same limits as HTTP. */
export function serveWebsocket(
  server: Server,
  { endpoints, allowedOrigins, live, ...route }: WebsocketRoutes,
): Sockets {
  const servers = new Map(
    endpoints.map((endpoint) => {
      const allowed = allowedOrigins[endpoint.audience]
      const sockets = createSocketServer({ ...route, endpoint, live: live[endpoint.audience] })
      return [endpoint.path, { allowed, sockets }]
    }),
  )
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const server = servers.get(request.url?.split('?')[0] ?? '')
    if (!server) return refuse(socket, '404 Not Found')
    const { allowed, sockets } = server
    if (!isAllowedOrigin(request, allowed)) return refuse(socket, '403 Forbidden')
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request))
  })
  return [...servers.values()].map(({ sockets }) => sockets)
}

/** The socket servers of all audiences. */
export type Sockets = readonly WebSocketServer[]

function createSocketServer(route: SocketRoute): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.socketMessageBytes,
    perMessageDeflate: false,
  })
  sockets.on('connection', boundMessages)
  // As in production: nothing of an error goes into the reason of a close.
  const options = { ...socketProtocol(route), isProd: true }
  useServer<NonNullable<Parameters>, ConnectionState>(options, sockets, KEEP_ALIVE_MS)
  // Instead of the library's listener, which writes to the console: a message that is too large, or is none.
  sockets.on('connection', (socket) => {
    socket.removeAllListeners('error')
    socket.on('error', (error) => route.platform.log.info({ err: error }, 'a socket was used against its protocol'))
  })
  return sockets
}

const TRY_AGAIN_LATER = 1013

/** Closes a socket whose messages come too fast. */
function boundMessages(socket: WebSocket): void {
  const rate = new MessageRate()
  socket.on('message', () => {
    if (!rate.exceedsWith(performance.now())) return
    socket.removeAllListeners('message')
    socket.close(TRY_AGAIN_LATER, 'Too many messages')
  })
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/** Programs send no Origin; a browser's must be ours, or one that is allowed. */
function isAllowedOrigin({ headers }: IncomingMessage, allowed: readonly string[]): boolean {
  if (headers.origin === undefined) return true
  return (
    allowed.includes(headers.origin) || (URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host)
  )
}

/** Closes every socket with a code that makes clients come back; when there are many, spread over the time given. */
export async function closeSockets(sockets: Sockets, overMs: number): Promise<void> {
  const clients = sockets.flatMap((server) => [...server.clients])
  const spread = clients.length > 1 ? overMs : 0
  await Promise.all(clients.map((client, at) => closeLater(client, (spread * at) / clients.length)))
  for (const server of sockets) server.close()
}

function closeLater(client: WebSocket, afterMs: number): Promise<void> {
  return new Promise((resolve) => {
    client.once('close', () => resolve())
    setTimeout(() => client.close(1012, 'The gateway restarts'), afterMs)
    setTimeout(() => client.terminate(), afterMs + 2_000).unref()
  })
}
