import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import type { Context } from '#graphql/context.ts'
import type { Executor } from '#graphql/executor.ts'
import { documentRules, limits } from '#graphql/limits.ts'
import { presentError } from '#graphql/present-errors.ts'
import type { Log } from '#platform/log.ts'
import { logOperation } from './operation-log.ts'

/** Apollo Server over HTTP: it parses, validates and caches documents; our executor runs them. */
export function createApollo(executor: Executor, log: Log): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema: executor.schema,
    introspection: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: [...documentRules],
    validationOptions: { maxErrors: limits.validationErrors },
    plugins: [
      // Left on, it would instrument every field of the schema: half of the whole cost of a request.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      executeWith(executor, log),
    ],
  })
}

function executeWith(executor: Executor, log: Log): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue, request }) {
      const startedAt = performance.now()
      const identity = { requestId: contextValue.requestId, log }
      let isPresented = false
      return {
        async responseForOperation({ document, queryHash }) {
          const { operationName, variables } = request
          const operation = { document, documentKey: queryHash ?? '', operationName, variables }
          const { result, status, retryAfter } = await executor.execute(operation, contextValue, identity)
          isPresented = true
          const headers = new HeaderMap()
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
