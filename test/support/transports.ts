import type { Answer } from './gateway.ts'
import { RawSocket } from './raw-socket.ts'

/** A GraphQL request in its own words: `query`, `documentId`, `variables`, `operationName`, `extensions`. */
export type AnyRequest = Readonly<Record<string, unknown>>

export interface TransportAnswer {
  /** Null over WebSocket. */
  status: number | null
  data: Record<string, unknown> | null | undefined
  codes: string[]
  messages: string[]
  extensions: Record<string, unknown> | undefined
}

/** Sends one request to an endpoint, e.g. `http://127.0.0.1:4000/chef/graphql`. */
export type Transport = (
  endpoint: string,
  request: AnyRequest,
  headers?: Record<string, string>,
) => Promise<TransportAnswer>

const JSON_TYPE = { 'content-type': 'application/json' }

async function answerOf(response: Response): Promise<TransportAnswer> {
  const body = (await response.json()) as Answer['body']
  return { ...shown(body), status: response.status }
}

function shown({ data, errors = [], extensions }: Answer['body']): TransportAnswer {
  return {
    status: null,
    data,
    codes: errors.map((error) => error.extensions.code),
    messages: errors.map(({ message }) => message),
    extensions,
  }
}

export const byPost: Transport = async (endpoint, request, headers = {}) =>
  answerOf(
    await fetch(endpoint, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(request) }),
  )

export const byGet: Transport = async (endpoint, request, headers = {}) => {
  const parameters = Object.entries(request).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return answerOf(
    await fetch(`${endpoint}?${new URLSearchParams(parameters)}`, { headers: { ...JSON_TYPE, ...headers } }),
  )
}

/** Each request on a socket of its own. The headers travel as parameters of the connection. */
export const bySocket: Transport = async (endpoint, request, headers = {}) => {
  const socket = new RawSocket(endpoint.replace(/\/graphql$/, ''))
  await socket.opened()
  socket.send({ type: 'connection_init', payload: headers })
  await socket.next()
  socket.send({ type: 'subscribe', id: '1', payload: request })
  const { type, payload } = await socket.next()
  await socket.close()
  return shown(type === 'error' ? { errors: payload as never } : (payload as Answer['body']))
}

export const transports = [
  ['POST', byPost],
  ['GET', byGet],
  ['WebSocket', bySocket],
] as const
