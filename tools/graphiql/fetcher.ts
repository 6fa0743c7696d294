import type { GraphiQLProps } from 'graphiql'
import { Kind, type OperationDefinitionNode, type OperationTypeNode, parse } from 'graphql'
import type { Credentials } from './credentials.ts'
import { subscribeOverSocket } from './subscription.ts'
import { type GraphqlAnswer, type GraphqlRequest, isUnauthenticated, type Post } from './transport.ts'

type Fetcher = GraphiQLProps['fetcher']

export interface FetcherOptions {
  readonly post: Post
  readonly credentials: Credentials
  /** Address of the endpoint for WebSockets. */
  readonly socketUrl: string
}

/** Runs what the editor holds: subscriptions over a WebSocket, everything else over HTTP, both as the signed-in user. */
export function createFetcher({ post, credentials, socketUrl }: FetcherOptions): Fetcher {
  return (typed, options) => {
    const { operation, ...request } = correctOperationName(typed)
    const headers = lowerCaseNames(options?.headers ?? {})
    const answer =
      operation === 'subscription'
        ? subscribeOverSocket({ request, url: socketUrl, credentials, headers })
        : runOverHttp(request, headers, post, credentials)
    // GraphiQL's types want instances of GraphQLError; what comes over the wire is their JSON, which it prints.
    return answer as ReturnType<Fetcher>
  }
}

/**
 * A request that finds its token expired or revoked is repeated once with a new one.
 * One that answered data, too, is not: a part of it was carried out.
 */
async function runOverHttp(
  request: GraphqlRequest,
  headers: Readonly<Record<string, string>>,
  post: Post,
  credentials: Credentials,
): Promise<GraphqlAnswer> {
  const send = async () => post(request, { ...(await authorization(credentials)), ...headers })
  try {
    const answer = await send()
    const rejected = isUnauthenticated(answer) && !answer.data && !('authorization' in headers)
    return rejected && (await credentials.renew()) ? await send() : answer
  } catch (error) {
    return { errors: [{ message: error instanceof Error ? error.message : String(error) }] }
  }
}

async function authorization(credentials: Credentials): Promise<Record<string, string>> {
  const token = await credentials.accessToken()
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

/**
 * The request with the name of an operation that its document has. GraphiQL learns the name a moment after
 * the text has changed, and until then sends the one of the tab before.
 * A document that cannot be parsed passes as it is: the gateway says what is wrong with it.
 */
function correctOperationName(request: GraphqlRequest): GraphqlRequest & { readonly operation?: OperationTypeNode } {
  const operations = listOperations(request.query)
  const named = operations.find(({ name }) => name?.value === request.operationName)
  const chosen = named ?? (operations.length === 1 ? operations[0] : undefined)
  return chosen === undefined
    ? request
    : { ...request, operationName: chosen.name?.value ?? null, operation: chosen.operation }
}

function listOperations(query: string): readonly OperationDefinitionNode[] {
  try {
    return parse(query).definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  } catch {
    return []
  }
}

/** What the headers editor holds, in names that can replace ours. */
function lowerCaseNames(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))
}
