export interface GraphqlRequest {
  readonly query: string
  readonly operationName?: string | null | undefined
  readonly variables?: unknown
}

export interface GraphqlAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: unknown } }[]
}

/** By which the gateway tells this page from other clients. */
export const CLIENT_NAME_HEADER = 'graphql-client-name'
export const CLIENT_NAME = 'GraphiQL'

/** Sends one operation and resolves to the endpoint's answer; rejects when that answer is not GraphQL's. */
export type Post = (request: GraphqlRequest, headers?: Readonly<Record<string, string>>) => Promise<GraphqlAnswer>

/** A `Post` over HTTP to the given endpoint. */
export function createPost(endpoint: string): Post {
  return async (request, headers = {}) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json;q=0.9',
        'content-type': 'application/json',
        [CLIENT_NAME_HEADER]: CLIENT_NAME,
        ...headers,
      },
      body: JSON.stringify(request),
    })
    if (!/\bjson\b/.test(response.headers.get('content-type') ?? '')) {
      throw new Error(`The gateway answered ${response.status} ${response.statusText} without GraphQL`)
    }
    return (await response.json()) as GraphqlAnswer
  }
}

export function isUnauthenticated(answer: GraphqlAnswer): boolean {
  return answer.errors?.some((error) => error.extensions?.code === 'UNAUTHENTICATED') ?? false
}
