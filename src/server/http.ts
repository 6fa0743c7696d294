import { fastifyApolloHandler } from '@as-integrations/fastify'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { GraphQLFormattedError } from 'graphql'
import { Bill } from '#graphql/bill.ts'
import { limits } from '#graphql/limits.ts'
import { printAudienceSchema } from '#graphql/schema.ts'
import { RequestError } from '#kernel/errors.ts'
import { anonymous, type Viewer } from '#kernel/viewer.ts'
import type { Log } from '#platform/log.ts'
import { type Authenticator, authenticate, requestIdOf } from './authentication.ts'
import { type AllowedOrigins, secureBrowsers } from './browser-security.ts'
import { clientAddress, type TrustedProxies } from './client-address.ts'
import { clientNameOf } from './client-name.ts'
import type { Endpoint } from './endpoint.ts'
import { type SendGraphiql, wantsGraphiql } from './graphiql.ts'
import { placeDocument } from './persisted/http-document.ts'
import { chargeRefusal } from './rate-limit-headers.ts'
import { createContext, type Platform } from './request-context.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before GraphQL handles the request. */
    viewer: Viewer | null
  }
}

export function createHttpServer(allowedOrigins: AllowedOrigins): FastifyInstance {
  const app = Fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    genReqId: (request) => requestIdOf(request.headers),
    logger: false,
    http: { headersTimeout: 15_000, maxHeaderSize: 16 * 1024 },
    // Requests on open connections are still served while we drain; readiness tells the balancer to go elsewhere.
    return503OnClosing: false,
  })
  // Bodies are JSON; anything else gets 415.
  app.removeContentTypeParser('text/plain')
  secureBrowsers(app, allowedOrigins)
  app.decorateRequest('viewer', null)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  return app
}

export interface GraphqlRoute {
  endpoint: Endpoint
  platform: Platform
  authenticator: Authenticator
  proxies: TrustedProxies
  /** Null where there is no GraphiQL. */
  sendGraphiql: SendGraphiql | null
}

/** GraphQL over HTTP on the path of one audience: POST, and GET for queries. */
export function serveGraphql(
  app: FastifyInstance,
  { endpoint, platform, authenticator, proxies, sendGraphiql }: GraphqlRoute,
): void {
  const { audience, path, apollo, gate } = endpoint
  const handler = fastifyApolloHandler(apollo, {
    context: async (request, reply) => {
      const viewer = request.viewer ?? anonymous
      const { headers, raw } = request
      const ip = clientAddress(raw, proxies)
      const client = { ip, userAgent: headers['user-agent'] ?? null, name: clientNameOf(headers) }
      const budget = request.budget ?? platform.budgets.of(viewer, ip)
      return createContext(platform, { viewer, audience, requestId: request.id, client, budget, gone: goneOf(reply) })
    },
  })
  const preHandler = async (request: FastifyRequest, reply: FastifyReply) => {
    if (wantsGraphiql(request)) {
      if (sendGraphiql) return sendGraphiql(reply)
      return sendError(reply, request, 404, 'NOT_FOUND', 'There is no page here: programs POST their operations.')
    }
    const { headers, raw } = request
    const ip = clientAddress(raw, proxies)
    request.viewer = await authenticate(authenticator, { headers, audience, ip })
    request.budget = platform.budgets.of(request.viewer, ip)
    placeDocument(request, gate, { clientName: clientNameOf(headers), budget: request.budget })
  }
  app.get(path, { preHandler, onSend: nameRequest }, handler)
  app.post(path, { preHandler, onSend: nameRequest }, handler)
}

/** Fires when the client has left before its answer. */
function goneOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort()
  })
  return gone.signal
}

/** The schema in the schema definition language, for partners' tools. */
export function serveSdl(app: FastifyInstance, { audience, path }: Endpoint): void {
  const sdl = printAudienceSchema(audience)
  app.get(`${path}/schema.graphql`, (_request, reply) =>
    reply.header('content-type', 'text/plain; charset=utf-8').header('cache-control', 'public, max-age=300').send(sdl),
  )
}

export function knownPaths(endpoints: readonly Endpoint[]): ReadonlySet<string> {
  return new Set(endpoints.map(({ path }) => path))
}

/** Whatever no route takes, and whatever a route refuses, is answered in GraphQL's shape. To be called before routes. */
export function answerTheRest(app: FastifyInstance, endpoints: readonly Endpoint[], log: Log): void {
  const known = knownPaths(endpoints)
  app.setNotFoundHandler((request, reply) => {
    if (!known.has(request.url.split('?')[0] ?? '')) {
      return sendError(reply, request, 404, 'NOT_FOUND', `GraphQL is at ${[...known].join(', ')}.`)
    }
    reply.header('allow', 'GET, POST')
    return sendError(reply, request, 405, 'METHOD_NOT_ALLOWED', 'Use POST, or GET for queries.')
  })
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, log))
}

/** Apollo refuses some requests before it knows their context: their errors get the request's id here. */
async function nameRequest(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (reply.statusCode < 400 || typeof payload !== 'string' || payload.includes('"requestId"')) return payload
  if (!String(reply.getHeader('content-type')).includes('json')) return payload
  const { errors } = JSON.parse(payload) as { errors: GraphQLFormattedError[] }
  const named = errors.map(({ message, extensions }) => ({
    message,
    extensions: { code: extensions?.code, requestId: request.id },
  }))
  reply.header('cache-control', 'no-store')
  return JSON.stringify({ errors: named, ...toldOf(request, reply.statusCode) })
}

function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply, log: Log) {
  if (error instanceof RequestError) {
    if (error.status === 401) reply.header('www-authenticate', 'Bearer')
    if (error.retryAfter !== null) reply.header('retry-after', error.retryAfter)
    return sendError(reply, request, error.status, error.code, error.message)
  }
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500
  if (status < 500) return sendError(reply, request, status, 'BAD_REQUEST', error.message)
  log.error({ requestId: request.id, err: error }, 'a defect in the server')
  return sendError(reply, request, 500, 'INTERNAL_SERVER_ERROR', 'Internal server error')
}

function sendError(reply: FastifyReply, request: FastifyRequest, status: number, code: string, message: string) {
  return reply
    .status(status)
    .header('content-type', 'application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send({ errors: [{ message, extensions: { code, requestId: request.id } }], ...toldOf(request, status) })
}

/** What a refusal tells besides: on the paths of the API what is left to its sender, as every answer there does. */
function toldOf({ id, budget }: FastifyRequest, status: number): object {
  if (!budget) return {}
  chargeRefusal(budget, status)
  return { extensions: { requestId: id, cost: new Bill(budget).settle() } }
}
