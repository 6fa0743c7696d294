import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { type DocumentNode, Kind } from 'graphql'
import { Bill } from '#graphql/bill.ts'
import type { Context } from '#graphql/context.ts'
import { type Documents, RefusedDocument } from '#graphql/documents.ts'
import type { Executor } from '#graphql/executor.ts'
import { presentError } from '#graphql/present-errors.ts'
import type { Executed } from '#graphql/present-result.ts'
import type { Log } from '#platform/log.ts'
import { deprecationHeaders } from './deprecation-headers.ts'
import type { DeprecationUsage } from './deprecation-usage.ts'
import { logOperation } from './operation-log.ts'

export interface ApolloOptions {
  executor: Executor
  documents: Documents
  /** Whether messages must not suggest names of the schema. */
  hidesSchema: boolean
  usage: DeprecationUsage
  log: Log
}

/** What Apollo takes for the document of a text that was refused, so that it does not look at it once more. */
const NOTHING: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] }

/** Apollo Server over HTTP: it speaks the protocol. Documents are checked and executed as for every transport. */
export function createApollo(options: ApolloOptions): ApolloServer<Context> {
  const { executor, documents } = options
  return new ApolloServer<Context>({
    schema: executor.schema,
    // Whether it may be asked for is up to the rules, and which document is meant to the gate.
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
      executeWith(options),
    ],
  })
}

function executeWith({ executor, documents, hidesSchema, usage, log }: ApolloOptions): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue, request }) {
      const startedAt = performance.now()
      const identity = { requestId: contextValue.requestId, log, hidesSchema }
      const checked = documents.admit(request.query ?? '', contextValue.budget)
      let isPresented = false
      const answer = async (): Promise<Executed> => {
        if (checked instanceof RefusedDocument) return executor.refuse(checked.errors, contextValue, identity)
        const { operationName, variables, http, extensions } = request
        const idempotencyKey = { header: http?.headers.get('idempotency-key'), extension: extensions?.idempotencyKey }
        return executor.execute({ ...checked, operationName, variables, idempotencyKey }, contextValue, identity)
      }
      return {
        async responseForOperation() {
          const { result, status, retryAfter, deprecations = [] } = await answer()
          isPresented = true
          usage.record(deprecations, contextValue)
          const headers = new HeaderMap(Object.entries(deprecationHeaders(deprecations, usage.since)))
          if (retryAfter !== null) headers.set('retry-after', String(retryAfter))
          return { http: { status, headers }, body: { kind: 'single', singleResult: result } }
        },
        // What is wrong with a request besides its document (no text, the method) is refused by Apollo.
        async willSendResponse({ response, operationName }) {
          const { body } = response
          if (body.kind !== 'single') return
          const { singleResult } = body
          if (!isPresented) {
            singleResult.errors = singleResult.errors?.map((error) => presentError(error, identity))
            singleResult.extensions = {
              requestId: contextValue.requestId,
              cost: new Bill(contextValue.budget).settle(),
            }
          }
          response.http.headers.set('cache-control', 'no-store')
          logOperation(log, contextValue, { name: operationName, startedAt, errors: singleResult.errors })
        },
      }
    },
  }
}
