import { type Client, CloseCode, createClient } from 'graphql-ws'
import type { Credentials } from './credentials.ts'
import { CLIENT_NAME, CLIENT_NAME_HEADER, type GraphqlAnswer, type GraphqlRequest } from './transport.ts'

const RETRY_ATTEMPTS = 30
const LONGEST_RETRY_WAIT_MS = 10_000

export interface SubscriptionOptions {
  readonly request: GraphqlRequest
  readonly url: string
  readonly credentials: Credentials
  /** From the headers editor; a browser's WebSocket has no headers, so they travel in the connection's parameters. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * One subscription on a WebSocket of its own, which lives from the first read to the end of the iteration.
 * A lost connection is made again with a token that is good then. Rejects with a list of GraphQL errors,
 * the one thing that GraphiQL shows as they are.
 */
export function subscribeOverSocket(options: SubscriptionOptions): AsyncIterable<GraphqlAnswer> {
  const events = createSocketClient(options).iterate(toPayload(options.request))
  const iterator: AsyncIterator<GraphqlAnswer> = {
    next: () => events.next().catch((reason: unknown) => Promise.reject(toErrors(reason))),
    return: async () => {
      await events.return?.()
      return { done: true, value: undefined }
    },
  }
  return { [Symbol.asyncIterator]: () => iterator }
}

function createSocketClient({ url, credentials, headers }: SubscriptionOptions): Client {
  let refusals = 0
  return createClient({
    url,
    lazy: true,
    connectionParams: async () => {
      if (refusals > 0) await credentials.renew()
      const token = await credentials.accessToken()
      const authorization = token !== undefined && { authorization: `Bearer ${token}` }
      return { [CLIENT_NAME_HEADER]: CLIENT_NAME, ...authorization, ...headers }
    },
    on: {
      connected: () => {
        refusals = 0
      },
      closed: (event) => {
        if (isCloseEvent(event) && event.code === CloseCode.Forbidden) refusals += 1
      },
    },
    // An expired token deserves one attempt with a new one; a second refusal is the answer.
    shouldRetry: () => refusals === 0 || (refusals === 1 && credentials.view().name !== null),
    retryAttempts: RETRY_ATTEMPTS,
    retryWait: (retries) => wait(Math.min(250 * 2 ** retries, LONGEST_RETRY_WAIT_MS) * (0.5 + Math.random() / 2)),
  })
}

function toPayload({ query, operationName, variables }: GraphqlRequest) {
  return { query, operationName, variables: isRecord(variables) ? variables : undefined }
}

function toErrors(reason: unknown): readonly unknown[] {
  if (Array.isArray(reason)) return reason
  if (isCloseEvent(reason)) return [{ message: `The gateway closed the connection: ${reason.code} ${reason.reason}` }]
  return [{ message: reason instanceof Error ? reason.message : 'The connection to the gateway failed' }]
}

function isCloseEvent(event: unknown): event is CloseEvent {
  return isRecord(event) && 'code' in event && 'reason' in event
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
