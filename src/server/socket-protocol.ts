import { randomUUID } from 'node:crypto'
import { type ExecutionArgs, GraphQLError } from 'graphql'
import { CloseCode, type ServerOptions, type SubscribePayload } from 'graphql-ws'
import type { Extra } from 'graphql-ws/use/ws'
import type { Context } from '#graphql/context.ts'
import { RefusedDocument } from '#graphql/documents.ts'
import { findOperation } from '#graphql/find-operation.ts'
import { limits } from '#graphql/limits.ts'
import { requireNoKey } from '#graphql/manner.ts'
import type { Operation } from '#graphql/operation.ts'
import { presentError } from '#graphql/present-errors.ts'
import type { Audience } from '#kernel/audience.ts'
import { RateLimitedError, RequestError, UnauthenticatedError } from '#kernel/errors.ts'
import { anonymous, type Viewer } from '#kernel/viewer.ts'
import { interruptible } from '#platform/events/interruptible.ts'
import {
  type AuthenticatedViewer,
  type Authenticator,
  bearerToken,
  explanations,
  requireAuthenticated,
} from './authentication.ts'
import { clientAddress, type TrustedProxies } from './client-address.ts'
import { clientNameOf } from './client-name.ts'
import type { Endpoint } from './endpoint.ts'
import { isRecord } from './is-record.ts'
import type { LiveSockets, SocketHolder } from './live-sockets.ts'
import { logOperation } from './operation-log.ts'
import type { Sender } from './persisted/document-gate.ts'
import { chargeRefusal } from './rate-limit-headers.ts'
import { createContext, type Platform } from './request-context.ts'

/** What the operations of sockets need. */
export interface SocketRoute {
  platform: Platform
  authenticator: Authenticator
  proxies: TrustedProxies
  live: LiveSockets
  endpoint: Endpoint
}

/** What a socket's owner has shown: set when the connection is opened. */
type Connection = Extra & Partial<ConnectionState>
export interface ConnectionState extends Record<PropertyKey, unknown> {
  token: string | null
  clientName: string | null
  expiry: NodeJS.Timeout
  /** Fires when the connection has ended. */
  gone: AbortController
}

export type Parameters = { authorization?: unknown } | undefined
/** What an operation carries from its check to its execution. */
interface Arguments extends ExecutionArgs {
  operation: Operation
  contextValue: Context
  connection: Connection
}

const TRY_AGAIN_LATER = 1013
const LONGEST_TIMER_MS = 2_147_483_647

/** What happens with the messages of a socket: who opens it, what it asks, and what it gets. */
export function socketProtocol(route: SocketRoute): ServerOptions<NonNullable<Parameters>, Connection> {
  const { platform, authenticator } = route
  const { audience, executor, documents, gate, usage, hidesSchema } = route.endpoint
  const identityOf = (requestId: string) => ({ requestId, log: platform.log, hidesSchema })
  const identity = ({ requestId }: Context) => identityOf(requestId)

  /** A fresh context under the authorization that the connection's token has now. */
  async function contextFor(extra: Connection, requestId: string): Promise<Context> {
    const currentViewer = () => viewerOf(extra)
    const viewer = await currentViewer()
    const ip = clientAddress(extra.request, route.proxies)
    const client = { ip, userAgent: extra.request.headers['user-agent'] ?? null, name: extra.clientName ?? null }
    const budget = platform.budgets.of(viewer, ip)
    const gone = extra.gone?.signal
    const caller = { viewer, audience, requestId, client, budget, currentViewer }
    return createContext(platform, { ...caller, ...(gone && { gone }) })
  }

  async function viewerOf(extra: Connection): Promise<Viewer> {
    return extra.token ? (await authenticated(extra.token, extra)).viewer : anonymous
  }

  /** Ends the connection with the session or the key. */
  async function authenticated(token: string, { socket, request }: Connection): Promise<AuthenticatedViewer> {
    try {
      return await requireAuthenticated(authenticator, { token, audience, ip: clientAddress(request, route.proxies) })
    } catch (error) {
      if (error instanceof UnauthenticatedError) end(socket)
      throw error
    }
  }

  /** A client that signs in again comes back by itself after this code. */
  function end(socket: Connection['socket']): void {
    socket.close(CloseCode.Forbidden, explanations[audience].ended)
  }

  /** Whose socket it will be; null when the token stands for nobody (any more). */
  async function identify(extra: Connection, token: string | null): Promise<SocketHolder & { expiresAt: Date | null }> {
    if (token === null) {
      const name = `address ${clientAddress(extra.request, route.proxies)}`
      return { name, basis: null, expiresAt: null }
    }
    const { viewer, expiresAt, authVersion } = await authenticated(token, extra)
    if (viewer.kind === 'partner') {
      return { name: `key ${viewer.apiKeyId}`, basis: { id: viewer.apiKeyId, authVersion }, expiresAt }
    }
    if (viewer.kind !== 'user') throw new TypeError(`no ${viewer.kind} opens sockets`)
    return { name: `user ${viewer.userId}`, basis: { id: viewer.sessionId, authVersion }, expiresAt }
  }

  /** Runs the selection anew for each event, in a context of its own. An event that comes out as null is not sent. */
  async function* answers({ operation, contextValue, connection }: Arguments, events: AsyncIterable<unknown>) {
    let untold = executor.deprecationsOf(operation)
    usage.record(untold, contextValue)
    for await (const event of events) {
      const context = await contextFor(connection, contextValue.requestId)
      const { result } = await executor.executeTurn({ ...operation, rootValue: event }, context, identity(context))
      // An event comes with no request of its own to be named after, and what is going away is told once.
      const { extensions, ...answer } = result
      const isEmpty = !answer.errors && Object.values(answer.data ?? {}).every((value) => value === null)
      if (isEmpty) continue
      yield { ...answer, extensions: { cost: extensions?.cost, ...(untold.length > 0 && { deprecations: untold }) } }
      untold = []
    }
  }

  /** Whoever cannot be let in for now is told to come back: only 4403 and 1013 do not stop a client for good. */
  function turnAway({ socket }: Connection, error: unknown): false {
    if (error instanceof UnauthenticatedError) end(socket)
    else if (error instanceof RequestError) socket.close(TRY_AGAIN_LATER, 'Try again later')
    else {
      platform.log.error({ err: error }, 'a defect while a socket was opened')
      socket.close(CloseCode.InternalServerError, 'Internal server error')
    }
    return false
  }

  function admit(payload: SubscribePayload, sender: Sender): string | null {
    try {
      return gate.admit(payload, sender)
    } catch (error) {
      if (error instanceof RequestError) chargeRefusal(sender.budget, error.status)
      throw error
    }
  }

  /** The operation of a message, ready to be executed; throws what is wrong with it. */
  async function argumentsOf(
    extra: Connection,
    payload: SubscribePayload,
  ): Promise<Arguments | readonly GraphQLError[]> {
    const contextValue = await contextFor(extra, randomUUID())
    const { budget } = contextValue
    const text = admit(payload, { clientName: extra.clientName ?? null, budget })
    const checked = documents.admit(text ?? '', budget)
    if (checked instanceof RefusedDocument) return checked.errors
    const { operationName } = payload
    const definition = findOperation(checked.document, operationName)
    if (definition instanceof GraphQLError) {
      budget.payForFault()
      return [definition]
    }
    const variables = payload.variables as Operation['variables']
    const idempotencyKey = { extension: payload.extensions?.idempotencyKey }
    const operation = { ...checked, operationName, variables, idempotencyKey }
    if (definition.operation === 'subscription') requireNoKey(operation)
    return {
      schema: executor.schema,
      document: checked.document,
      operationName,
      variableValues: variables,
      contextValue,
      operation,
      connection: extra,
    }
  }

  return {
    connectionInitWaitTimeout: 3_000,
    async onConnect({ connectionParams, extra }) {
      try {
        extra.gone = new AbortController()
        extra.token = tokenOf(connectionParams, audience)
        extra.clientName = clientNameOf(connectionParams) ?? clientNameOf(extra.request.headers)
        const { expiresAt, ...holder } = await identify(extra, extra.token)
        if (extra.socket.readyState !== extra.socket.OPEN) return false
        if (!route.live.admit(extra.socket, holder)) {
          throw new RateLimitedError(`At most ${limits.socketsPerHolder} sockets are open for one user at a time.`)
        }
        if (expiresAt === null) return true
        const remaining = expiresAt.getTime() - platform.clock.now().getTime()
        const close = () => extra.socket.close(CloseCode.Forbidden, explanations[audience].expired)
        extra.expiry = setTimeout(close, Math.min(Math.max(remaining, 0), LONGEST_TIMER_MS))
        return true
      } catch (error) {
        return turnAway(extra, error)
      }
    },
    onClose: ({ extra }) => {
      clearTimeout(extra.expiry)
      extra.gone?.abort()
    },
    async onSubscribe({ extra, subscriptions }, _id, payload) {
      try {
        // What comes in behind a close is not carried out.
        if (extra.socket.readyState !== extra.socket.OPEN) throw new UnauthenticatedError()
        if (Object.keys(subscriptions).length > limits.operationsPerSocket) {
          throw new RateLimitedError(`At most ${limits.operationsPerSocket} operations run on one socket at a time.`)
        }
        return await argumentsOf(extra, payload)
      } catch (error) {
        return [new GraphQLError('The operation was refused.', { originalError: error as Error })]
      }
    },
    execute: async (args) => {
      const { operation, contextValue } = args as Arguments
      const startedAt = performance.now()
      const { result, deprecations = [] } = await executor.execute(operation, contextValue, identity(contextValue))
      usage.record(deprecations, contextValue)
      const name = operation.operationName
      logOperation(platform.log, contextValue, { name, startedAt, errors: result.errors })
      return result as never
    },
    subscribe: async (args) => {
      const { operation, contextValue } = args as Arguments
      const events = await executor.subscribe(operation, contextValue, identity(contextValue))
      if (!(Symbol.asyncIterator in events)) return events.result as never
      // A client that leaves must not have to wait for the next event.
      return interruptible(answers(args as Arguments, events), () => leave(events)) as never
    },
    // Results are presented already; graphql-ws would want error objects.
    onNext: (_context, _id, _payload, _args, result) => result as never,
    onError: (_context, _id, _payload, errors) =>
      errors.map((error) => presentError(error, identityOf(randomUUID()))) as never,
    jsonMessageReviver: (key, value) => (key === '' ? withText(value) : value),
  }
}

/** The library wants a text in every operation; one that names its document by id needs none. */
function withText(message: unknown): unknown {
  if (!isRecord(message) || message.type !== 'subscribe' || !isRecord(message.payload)) return message
  const { payload } = message
  const isNamed =
    payload.documentId != null || (isRecord(payload.extensions) && payload.extensions.persistedQuery != null)
  return isNamed && payload.query == null ? { ...message, payload: { ...payload, query: '' } } : message
}

/** The token of the connection's parameters; null without one. */
function tokenOf(parameters: Parameters, audience: Audience): string | null {
  const authorization = parameters?.authorization ?? undefined
  if (authorization === undefined || typeof authorization === 'string') return bearerToken(authorization, audience)
  throw new UnauthenticatedError()
}

function leave(events: AsyncIterable<unknown>): void {
  if ('return' in events && typeof events.return === 'function') events.return()
}
