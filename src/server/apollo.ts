import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import type { ValidationRule } from 'graphql'
import type { Context } from '#graphql/context.ts'
import type { Executor } from '#graphql/executor.ts'
import { limits } from '#graphql/limits.ts'
import { presentError } from '#graphql/present-errors.ts'
import type { Log } from '#platform/log.ts'
import { deprecationHeaders } from './deprecation-headers.ts'
import type { DeprecationUsage } from './deprecation-usage.ts'
import { logOperation } from './operation-log.ts'

export interface ApolloOptions {
  executor: Executor
  /** What documents must keep to besides the rules of GraphQL. */
  rules: readonly ValidationRule[]
  /** Whether messages must not suggest names of the schema. */
  hidesSchema: boolean
  usage: DeprecationUsage
  log: Log
}

/** Apollo Server over HTTP: it parses, validates and caches documents; our executor runs them. */
export function createApollo(options: ApolloOptions): ApolloServer<Context> {
  const { executor, rules } = options
  return new ApolloServer<Context>({
    schema: executor.schema,
    // Whether it may be asked for is up to the rules, and which document is meant to the gate.
    introspection: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: [...rules],
    validationOptions: { maxErrors: limits.validationErrors },
    plugins: [
      // Left on, it would instrument every field of the schema: half of the whole cost of a request.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      executeWith(options),
    ],
  })
}

function executeWith({ executor, hidesSchema, usage, log }: ApolloOptions): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue, request }) {
      const startedAt = performance.now()
      const identity = { requestId: contextValue.requestId, log, hidesSchema }
      let isPresented = false
      return {
        async responseForOperation({ document, queryHash }) {
          const { operationName, variables } = request
          const idempotencyKey = {
            header: request.http?.headers.get('idempotency-key'),
            extension: request.extensions?.idempotencyKey,
          }
          const operation = { document, documentKey: queryHash ?? '', operationName, variables, idempotencyKey }
          const executed = await executor.execute(operation, contextValue, identity)
          const { result, status, retryAfter, deprecations = [] } = executed
          isPresented = true
          usage.record(deprecations, contextValue)
          const headers = new HeaderMap(Object.entries(deprecationHeaders(deprecations, usage.since)))
          if (retryAfter !== null) headers.set('retry-after', String(retryAfter))
          return { http: { status, headers }, body: { kind: 'single', singleResult: result } }
        },
        // Refusals before execution (syntax, validation, method) come from Apollo.
        async willSendResponse({ response, operationName }) {
          const { body } = response
          if (body.kind !== 'single') return
          const { singleResult } = body
          if (!isPresented) {
            singleResult.errors = singleResult.errors?.map((error) => presentError(error, identity))
            singleResult.extensions = { requestId: contextValue.requestId }
          }
          response.http.headers.set('cache-control', 'no-store')
          logOperation(log, contextValue, { name: operationName, startedAt, errors: singleResult.errors })
        },
      }
    },
  }
}
