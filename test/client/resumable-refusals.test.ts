import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { TypedDocument } from '../../client/documents.ts'
import { Subscriptions } from '../../client/resumable.ts'

interface Subscribe {
  id: string
  query: string
  documentId?: string
  variables: { after?: string }
}

/** What a gateway does with a subscription, as far as a client can tell. */
type Act = (socket: WebSocket, subscribe: Subscribe) => void

let server: WebSocketServer
let acts: Act[]
let asked: Subscribe[]
let subscriptions: Subscriptions

beforeEach(async () => {
  acts = []
  asked = []
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'graphql-transport-ws' })
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const { type, id, payload } = JSON.parse(String(data)) as {
        type: string
        id: string
        payload: Omit<Subscribe, 'id'>
      }
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}')
      if (type !== 'subscribe') return
      asked.push({ id, ...payload })
      acts.shift()?.(socket, { id, ...payload })
    })
  })
  await once(server, 'listening')
  subscriptions = new Subscriptions({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
afterEach(async () => {
  await subscriptions.close()
  for (const socket of server.clients) socket.terminate()
  server.close()
  await once(server, 'close')
})

const DOCUMENT: TypedDocument<{ ticks: { cursor: string } }, { after?: string }> = {
  toString: () => 'subscription ($after: String) { ticks(after: $after) { cursor } }',
}

const send = (socket: WebSocket, message: object) => socket.send(JSON.stringify(message))
const tick = (socket: WebSocket, id: string, cursor: string) =>
  send(socket, { type: 'next', id, payload: { data: { ticks: { cursor } } } })
const fail = (socket: WebSocket, id: string, extensions: object) =>
  send(socket, { type: 'error', id, payload: [{ message: 'no', extensions }] })

async function read(count: number): Promise<string[]> {
  const cursors: string[] = []
  for await (const { ticks } of subscriptions.follow(DOCUMENT, {})) {
    cursors.push(ticks.cursor)
    if (cursors.length === count) break
  }
  return cursors
}

const afters = () => asked.map(({ variables }) => variables.after)

describe('a subscription', () => {
  it('that was too slow goes on where the gateway says', async () => {
    acts = [
      (socket, { id }) => {
        tick(socket, id, 'c1')
        fail(socket, id, { code: 'SLOW_CONSUMER', cursor: 'c5' })
      },
      (socket, { id }) => tick(socket, id, 'c6'),
    ]
    expect(await read(2)).toEqual(['c1', 'c6'])
    expect(afters()).toEqual([undefined, 'c5'])
  })

  it('shows a message that comes again only once', async () => {
    acts = [
      (socket, { id }) => {
        tick(socket, id, 'c1')
        tick(socket, id, 'c2')
        socket.close(1012)
      },
      (socket, { id }) => {
        tick(socket, id, 'c2')
        tick(socket, id, 'c3')
      },
    ]
    expect(await read(3)).toEqual(['c1', 'c2', 'c3'])
    expect(afters()).toEqual([undefined, 'c2'])
  })

  it.each<[string, Act]>([
    ['ends although it is not over', (socket, { id }) => send(socket, { type: 'complete', id })],
    ['is refused in passing', (socket, { id }) => fail(socket, id, { code: 'SERVICE_UNAVAILABLE' })],
    [
      'cannot show an event in passing',
      (socket, { id }) =>
        send(socket, {
          type: 'next',
          id,
          payload: { data: null, errors: [{ message: 'no', extensions: { code: 'TIMEOUT' } }] },
        }),
    ],
    ['loses its connection to a restart', (socket) => socket.close(1012)],
    ['loses its connection to an overload', (socket) => socket.close(1013)],
    ['loses its connection to a defect', (socket) => socket.close(4500)],
    ['loses its connection without a word', (socket) => socket.terminate()],
  ])('that %s is begun again', async (_what, act) => {
    acts = [(socket, { id }) => tick(socket, id, 'c1'), act, (socket, { id }) => tick(socket, id, 'c2')]
    const messages = subscriptions.follow(DOCUMENT, {})
    expect((await messages.next()).value).toEqual({ ticks: { cursor: 'c1' } })
    for (const socket of server.clients) socket.terminate()
    expect((await messages.next()).value).toEqual({ ticks: { cursor: 'c2' } })
    expect(afters()).toEqual([undefined, 'c1', 'c1'])
    await messages.return()
  })

  it.each<[string, Act, object]>([
    ['may not be had', (socket, { id }) => fail(socket, id, { code: 'FORBIDDEN' }), { code: 'FORBIDDEN' }],
    [
      'would begin before the log',
      (socket, { id }) => fail(socket, id, { code: 'CURSOR_EXPIRED', oldestCursor: 'c0' }),
      { code: 'CURSOR_EXPIRED', extensions: { oldestCursor: 'c0' } },
    ],
    [
      'meets a defect in an event',
      (socket, { id }) =>
        send(socket, {
          type: 'next',
          id,
          payload: {
            data: { ticks: null },
            errors: [{ message: 'no', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
          },
        }),
      { code: 'INTERNAL_SERVER_ERROR', data: { ticks: null } },
    ],
    ['breaks the protocol', (socket) => socket.close(4400, 'Bad request'), { code: 'BAD_REQUEST' }],
  ])('that %s ends with the reason', async (_what, act, error) => {
    acts = [act]
    await expect(read(1)).rejects.toMatchObject({ name: 'GatewayError', ...error })
    expect(asked).toHaveLength(1)
  })

  it('goes by the id of its document when that is registered', async () => {
    const { port } = server.address() as AddressInfo
    const byId = new Subscriptions({ url: `http://127.0.0.1:${port}`, documents: 'ids' })
    acts = [(socket, { id }) => tick(socket, id, 'c1')]
    const messages = byId.follow({ ...DOCUMENT, __meta__: { hash: 'sha256:abc' } }, {})
    expect((await messages.next()).value).toEqual({ ticks: { cursor: 'c1' } })
    expect(asked[0]).toMatchObject({ query: '', documentId: 'sha256:abc' })
    await messages.return()
    await byId.close()
  })
})
