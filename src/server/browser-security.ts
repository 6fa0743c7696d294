import cors from '@fastify/cors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import helmet from 'helmet'
import type { Audience } from '#kernel/audience.ts'
import { CLIENT_NAMES } from './client-name.ts'
import { paths } from './endpoint.ts'

/** For each audience, the origins of browsers that may use it, besides the gateway's own. */
export type AllowedOrigins = Readonly<Record<Audience, readonly string[]>>

const PREFLIGHT_SECONDS = 600

/** What browsers are told: which pages may call the API, and that its answers are data and nothing else. */
export function secureBrowsers(app: FastifyInstance, allowed: AllowedOrigins): void {
  // Not by @fastify/helmet, which makes it anew for each request: V8 then keeps all that hangs on a finished request, the
  // rows that it has read included, until the next full collection.
  const setHeaders = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  })
  app.addHook('onRequest', ({ raw: request }, { raw: response }, done) =>
    setHeaders(request, response, (error) => done(error as Error | undefined)),
  )
  const originsByPath = new Map(Object.entries(paths).map(([audience, path]) => [path, allowed[audience as Audience]]))
  app.register(cors, {
    delegator: async ({ url }: FastifyRequest) => {
      const origins = originsByPath.get(url.split('?')[0] ?? '') ?? []
      return {
        // An exact list. Requests carry their own token, never a cookie.
        origin: origins.length > 0 ? [...origins] : false,
        credentials: false,
        methods: ['GET', 'POST'],
        allowedHeaders: [
          'authorization',
          'content-type',
          'apollo-require-preflight',
          ...CLIENT_NAMES,
          'apollographql-client-version',
          'graphql-client-version',
          'idempotency-key',
          'x-request-id',
        ],
        exposedHeaders: ['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy', 'deprecation', 'sunset'],
        maxAge: PREFLIGHT_SECONDS,
      }
    },
  })
}
