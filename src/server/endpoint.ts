import type { ApolloServer } from '@apollo/server'
import type { Context } from '#graphql/context.ts'
import { Documents } from '#graphql/documents.ts'
import { type Engine, Executor } from '#graphql/executor.ts'
import { limits } from '#graphql/limits.ts'
import { buildSchema } from '#graphql/schema.ts'
import { type Audience, audiences } from '#kernel/audience.ts'
import type { Log } from '#platform/log.ts'
import { createApollo } from './apollo.ts'

/** The GraphQL API of one audience: its schema at its path, over HTTP and WebSocket. */
export interface Endpoint {
  audience: Audience
  path: string
  executor: Executor
  documents: Documents
  /** Over HTTP; started. */
  apollo: ApolloServer<Context>
}

export const paths: Readonly<Record<Audience, string>> = {
  admin: '/graphql',
  chef: '/chef/graphql',
  public: '/public/graphql',
}

export async function createEndpoints(engine: Engine, log: Log): Promise<readonly Endpoint[]> {
  return Promise.all(audiences.map((audience) => createEndpoint(audience, engine, log)))
}

async function createEndpoint(audience: Audience, engine: Engine, log: Log): Promise<Endpoint> {
  const executor = new Executor(buildSchema(audience), engine)
  const documents = new Documents(executor.schema, limits.documents[audience])
  const apollo = createApollo(executor, documents, log)
  await apollo.start()
  return { audience, path: paths[audience], executor, documents, apollo }
}
