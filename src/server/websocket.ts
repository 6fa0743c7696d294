import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { createSourceEventStream, type ExecutionArgs, GraphQLError } from 'graphql'
import { CloseCode, type ServerOptions } from 'graphql-ws'
import { type Extra, useServer } from 'graphql-ws/use/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Context } from '#graphql/context.ts'
import type { Executor, Operation } from '#graphql/executor.ts'
import { limits } from '#graphql/limits.ts'
import { markCoercionErrors, presentError } from '#graphql/present-errors.ts'
import { UnauthenticatedError } from '#kernel/errors.ts'
import { anonymous, type Viewer } from '#kernel/viewer.ts'
import { interruptible } from '#platform/events/interruptible.ts'
import { type AuthenticatedViewer, type Authenticator, bearerToken, requireAuthenticated } from './authentication.ts'
import type { Documents } from './documents.ts'
import { GRAPHQL_PATH } from './http.ts'
import { createContext, type Platform } from './request-context.ts'

export interface WebsocketRoute {
  platform: Platform
  authenticator: Authenticator
  executor: Executor
  documents: Documents
  /** Origins of browsers that may connect, besides the gateway's own. */
  allowedOrigins: readonly string[]
}

/** What a socket's owner has shown: set when the connection is opened. */
type Connection = Extra & Partial<ConnectionState>
interface ConnectionState extends Record<PropertyKey, unknown> {
  token: string | null
  expiry: NodeJS.Timeout
}

type Parameters = { authorization?: unknown } | undefined
/** What an operation carries from its check to its execution. */
interface Arguments extends ExecutionArgs {
  operation: Operation
  contextValue: Context
  connection: Connection
}

const KEEP_ALIVE_MS = 15_000
const LONGEST_TIMER_MS = 2_147_483_647

/** GraphQL over WebSocket (`graphql-transport-ws`) on the same path, under the same limits as HTTP. */
export function serveWebsocket(server: Server, route: WebsocketRoute): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.socketMessageBytes,
    perMessageDeflate: false,
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url?.split('?')[0] !== GRAPHQL_PATH) return refuse(socket, '404 Not Found')
    if (!isAllowedOrigin(request, route.allowedOrigins)) return refuse(socket, '403 Forbidden')
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request))
  })
  useServer<NonNullable<Parameters>, ConnectionState>(protocol(route), sockets, KEEP_ALIVE_MS)
  return sockets
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

function protocol(route: WebsocketRoute): ServerOptions<NonNullable<Parameters>, Connection> {
  const { platform, authenticator, executor, documents } = route
  const identity = (context: Context) => ({ requestId: context.requestId, log: platform.log })

  /** A fresh context under the authorization that the connection's token has now. */
  async function contextFor(extra: Connection, requestId: string): Promise<Context> {
    const currentViewer = () => viewerOf(extra)
    const viewer = await currentViewer()
    const client = {
      ip: extra.request.socket.remoteAddress ?? null,
      userAgent: extra.request.headers['user-agent'] ?? null,
    }
    return createContext(platform, { viewer, requestId, client, currentViewer })
  }

  async function viewerOf(extra: Connection): Promise<Viewer> {
    return extra.token ? (await authenticated(extra.token, extra)).viewer : anonymous
  }

  /** Ends the connection with the session: a client that signs in again comes back by itself after this code. */
  async function authenticated(token: string, { socket }: Connection): Promise<AuthenticatedViewer> {
    try {
      return await requireAuthenticated(authenticator, token)
    } catch (error) {
      if (error instanceof UnauthenticatedError) socket.close(CloseCode.Forbidden, 'The session has ended')
      throw error
    }
  }

  /** Runs the selection anew for each event, in a context of its own. An event that comes out as null is not sent. */
  async function* answers({ operation, contextValue, connection }: Arguments, events: AsyncIterable<unknown>) {
    for await (const event of events) {
      const context = await contextFor(connection, contextValue.requestId)
      const { result } = await executor.execute({ ...operation, rootValue: event }, context, identity(context))
      if (result.errors || Object.values(result.data ?? {}).some((value) => value !== null)) yield result
    }
  }

  return {
    connectionInitWaitTimeout: 3_000,
    async onConnect({ connectionParams, extra }) {
      try {
        const { authorization } = connectionParams ?? {}
        extra.token = bearerToken(typeof authorization === 'string' ? authorization : undefined)
        if (extra.token === null) return true
        const { expiresAt } = await authenticated(extra.token, extra)
        const remaining = expiresAt.getTime() - platform.clock.now().getTime()
        const close = () => extra.socket.close(CloseCode.Forbidden, 'The access token has expired')
        extra.expiry = setTimeout(close, Math.min(Math.max(remaining, 0), LONGEST_TIMER_MS))
        return true
      } catch (error) {
        if (error instanceof UnauthenticatedError) return false
        throw error
      }
    },
    onDisconnect: ({ extra }) => clearTimeout(extra.expiry),
    async onSubscribe({ extra, subscriptions }, _id, payload) {
      if (Object.keys(subscriptions).length > limits.operationsPerSocket) {
        return [new GraphQLError(`At most ${limits.operationsPerSocket} operations run on one socket at a time.`)]
      }
      const checked = documents.check(payload.query)
      if (!('document' in checked)) return checked
      const contextValue = await contextFor(extra, randomUUID())
      const { operationName, variables } = payload
      const operation = { ...checked, operationName, variables: variables as Operation['variables'] }
      const args: Arguments = {
        schema: executor.schema,
        document: checked.document,
        operationName,
        variableValues: variables as Operation['variables'],
        contextValue,
        operation,
        connection: extra,
      }
      return args
    },
    execute: async (args) => {
      const { operation, contextValue } = args as Arguments
      return (await executor.execute(operation, contextValue, identity(contextValue))).result as never
    },
    subscribe: async (args) => {
      const { contextValue } = args as Arguments
      const events = await createSourceEventStream(args)
      contextValue.reads.close()
      if (!(Symbol.asyncIterator in events)) {
        const errors = markCoercionErrors(events.errors ?? [], undefined)
        return { errors: errors.map((error) => presentError(error, identity(contextValue))) } as never
      }
      // A client that leaves must not have to wait for the next event.
      return interruptible(answers(args as Arguments, events), () => leave(events)) as never
    },
    // Results are presented already; graphql-ws would want error objects.
    onNext: (_context, _id, _payload, _args, result) => result as never,
    onError: (_context, _id, _payload, errors) =>
      errors.map((error) => presentError(error, { requestId: randomUUID(), log: platform.log })) as never,
  }
}

function leave(events: AsyncIterable<unknown>): void {
  if ('return' in events && typeof events.return === 'function') events.return()
}

/** Closes every socket with a code that makes clients come back, spread over the time given. */
export async function closeSockets(sockets: WebSocketServer, overMs: number): Promise<void> {
  const clients = [...sockets.clients]
  const closings = clients.map((client, at) => closeLater(client, (overMs * at) / Math.max(clients.length, 1)))
  await Promise.all(closings)
  sockets.close()
}

function closeLater(client: WebSocket, afterMs: number): Promise<void> {
  return new Promise((resolve) => {
    client.once('close', () => resolve())
    setTimeout(() => client.close(1012, 'The gateway restarts'), afterMs)
    setTimeout(() => client.terminate(), afterMs + 2_000).unref()
  })
}
