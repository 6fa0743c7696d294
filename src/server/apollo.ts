import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { type DocumentNode, Kind } from 'graphql'
import type { Context } from '#graphql/context.ts'
import { type Documents, RefusedDocument } from '#graphql/documents.ts'
import type { Executor } from '#graphql/executor.ts'
import { presentError } from '#graphql/present-errors.ts'
import type { Log } from '#platform/log.ts'
import { logOperation } from './operation-log.ts'

/** What Apollo takes for the document of a text that was refused, so that it does not look at it once more. */
const NOTHING: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] }

/** Apollo Server over HTTP: it speaks the protocol. Documents are checked, and executed, as for every transport. */
export function createApollo(executor: Executor, documents: Documents, log: Log): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema: executor.schema,
    introspection: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    documentStore: {
      // The key ends with the hash of the text, behind that of the schema.
      get: async (key) => documents.find(key.slice(key.indexOf(':') + 1))?.document ?? NOTHING,
      set: async () => undefined,
      delete: async () => undefined,
    },
    plugins: [
      // Left on, it would instrument every field of the schema: half of the whole cost of a request.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      executeWith(executor, documents, log),
    ],
  })
}

function executeWith(executor: Executor, documents: Documents, log: Log): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue, request }) {
      const startedAt = performance.now()
      const identity = { requestId: contextValue.requestId, log }
      const checked = documents.check(request.query ?? '')
      let isPresented = false
      const answer = async () => {
        if (checked instanceof RefusedDocument) return presentResult({ errors: checked.errors }, identity)
        const { operationName, variables } = request
        return executor.execute({ ...checked, operationName, variables }, contextValue, identity)
      }
      return {
        async responseForOperation() {
          const { result, status, retryAfter } = await answer()
          isPresented = true
          const headers = new HeaderMap()
          if (retryAfter !== null) headers.set('retry-after', String(retryAfter))
          return { http: { status, headers }, body: { kind: 'single', singleResult: result } }
        },
        // What is wrong with the request besides its document (no text, the method) is refused by Apollo.
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
