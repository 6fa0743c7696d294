import type { ApolloServer } from '@apollo/server'
import type { GraphQLSchema } from 'graphql'
import type { Context } from '#graphql/context.ts'
import { Documents } from '#graphql/documents.ts'
import { Executor } from '#graphql/executor.ts'
import { NoIntrospection } from '#graphql/hidden-schema.ts'
import { limits } from '#graphql/limits.ts'
import type { Engine } from '#graphql/prepared-operations.ts'
import { buildSchema } from '#graphql/schema.ts'
import { type Audience, audiences } from '#kernel/audience.ts'
import type { PersistedOperationsConfig } from '#platform/config.ts'
import type { Log } from '#platform/log.ts'
import { createApollo } from './apollo.ts'
import type { DeprecationUsage } from './deprecation-usage.ts'
import { AutomaticOperations } from './persisted/automatic-operations.ts'
import { type DocumentGate, OpenGate, RegisteredGate } from './persisted/document-gate.ts'
import { RegisteredOperations } from './persisted/registered-operations.ts'

/** The GraphQL API of one audience: its schema at its path, over HTTP and WebSocket. */
export interface Endpoint {
  audience: Audience
  path: string
  executor: Executor
  /** Every request passes through it first. */
  gate: DocumentGate
  documents: Documents
  /** Over HTTP; started. */
  apollo: ApolloServer<Context>
  usage: DeprecationUsage
  /** Whether the schema is a secret: no introspection, no suggestions, no SDL. */
  hidesSchema: boolean
  /** Whether a browser gets GraphiQL here. */
  hasGraphiql: boolean
}

export interface EndpointOptions {
  engine?: Engine
  production: boolean
  persistedOperations: PersistedOperationsConfig
  log: Log
  /** In place of the schemas that the domains make. */
  schemaOf?: (audience: Audience) => GraphQLSchema
}

export const paths: Readonly<Record<Audience, string>> = {
  admin: '/graphql',
  chef: '/chef/graphql',
  public: '/public/graphql',
}

export async function createEndpoints(options: EndpointOptions, usage: DeprecationUsage): Promise<readonly Endpoint[]> {
  return Promise.all(audiences.map((audience) => createEndpoint(audience, options, usage)))
}

async function createEndpoint(
  audience: Audience,
  options: EndpointOptions,
  usage: DeprecationUsage,
): Promise<Endpoint> {
  const { engine = 'jit', production, persistedOperations, log, schemaOf = buildSchema } = options
  const isPublic = audience === 'public'
  const hidesSchema = production && !isPublic
  const executor = new Executor(schemaOf(audience), engine)
  const documents = new Documents({
    schema: executor.schema,
    bounds: limits.documents[audience],
    rules: hidesSchema ? [NoIntrospection] : [],
  })
  const gate = isPublic
    ? new OpenGate(new AutomaticOperations(documents))
    : await createRegisteredGate(audience, documents, options)
  const apollo = createApollo({ executor, documents, hidesSchema, usage, log })
  await apollo.start()
  // GraphiQL wants to send what its user types.
  const hasGraphiql = isPublic || !(hidesSchema || persistedOperations.mode === 'require')
  return { audience, path: paths[audience], executor, gate, documents, apollo, usage, hidesSchema, hasGraphiql }
}

async function createRegisteredGate(
  audience: Audience,
  documents: Documents,
  { persistedOperations: { mode, directory }, log }: EndpointOptions,
): Promise<DocumentGate> {
  const operations =
    directory === null ? null : await RegisteredOperations.open({ audience, directory, documents, log })
  if (mode === 'require' && !operations?.size) log.warn({ audience }, 'no operation is registered: all are refused')
  return new RegisteredGate({ audience, mode, operations, log })
}
