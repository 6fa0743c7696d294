import type { FormattedExecutionResult } from 'graphql'
import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import type { Audience } from '#kernel/audience.ts'
import { paths } from '#server/endpoint.ts'
import { waitFor } from './wait.ts'

/** One connection over WebSocket, as one client holds it. It does not come back by itself. */
export interface TestSocket {
  subscribe<Data = Record<string, unknown>>(query: string, variables?: Record<string, unknown>): TestSubscription<Data>
  /** The code with which the connection has ended. */
  closed: Promise<number>
  close(): Promise<void>
}

export interface TestSubscription<Data> {
  /** Everything that has come and was not taken yet. */
  readonly waiting: readonly FormattedExecutionResult<Data>[]
  /** The next result, with its errors. */
  next(): Promise<FormattedExecutionResult<Data>>
  /** How it ended: by itself, with errors of its own, or with the connection. */
  end(): Promise<'completed' | { errors: readonly unknown[] } | { closed: number }>
  /** Tells the server to stop. */
  stop(): void
}

export function openSocket(url: string, token?: string, audience: Audience = 'admin'): TestSocket {
  const { promise: closed, resolve: close } = Promise.withResolvers<number>()
  const client = createClient({
    url: `${url.replace('http', 'ws')}${paths[audience]}`,
    webSocketImpl: WebSocket,
    connectionParams: token === undefined ? {} : { authorization: `Bearer ${token}` },
    retryAttempts: 0,
    lazy: false,
    onNonLazyError: () => undefined,
    on: { closed: (event) => close((event as { code: number }).code) },
  })
  return {
    closed,
    async close() {
      await client.dispose()
      await closed
    },
    subscribe<Data>(query: string, variables: Record<string, unknown> = {}) {
      const waiting: FormattedExecutionResult<Data>[] = []
      let ended: Awaited<ReturnType<TestSubscription<Data>['end']>> | null = null
      const stop = client.subscribe<Data>(
        { query, variables },
        {
          // Ids of requests differ from message to message.
          next: ({ extensions, ...result }) => {
            const { requestId: _, ...others } = (extensions ?? {}) as Record<string, unknown>
            const told = Object.keys(others).length > 0 && { extensions: others }
            waiting.push({ ...result, ...told } as FormattedExecutionResult<Data>)
          },
          error: (error) => {
            ended = Array.isArray(error) ? { errors: error } : { closed: (error as { code: number }).code }
          },
          complete: () => {
            ended ??= 'completed'
          },
        },
      )
      return {
        waiting,
        next: () => waitFor('the next message', () => waiting.shift()),
        end: () => waitFor('the end of the subscription', () => ended),
        stop,
      }
    },
  }
}
