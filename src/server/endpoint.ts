import type { ApolloServer } from '@apollo/server'
import type { Context } from '#graphql/context.ts'
import { type Engine, Executor } from '#graphql/executor.ts'
import { buildSchema } from '#graphql/schema.ts'
import { type Audience, audiences } from '#kernel/audience.ts'
import type { Log } from '#platform/log.ts'
import { createApollo } from './apollo.ts'
import { Documents } from './documents.ts'

/** The GraphQL API of one audience: its schema at its path, over HTTP and WebSocket. */
export interface Endpoint {
  audience: Audience
  path: string
  executor: Executor
  /** Of sockets. */
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
  const apollo = createApollo(executor, log)
  await apollo.start()
  return { audience, path: paths[audience], executor, documents: new Documents(executor.schema), apollo }
}
