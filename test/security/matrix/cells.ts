import { type FormattedExecutionResult, OperationTypeNode } from 'graphql'
import type { Audience } from '#kernel/audience.ts'
import { paths } from '#server/endpoint.ts'
import type { AnswerError, TestGateway } from '../../support/gateway.ts'
import { RawSocket } from '../../support/raw-socket.ts'
import { outcomeOf, type Sought } from './outcome.ts'
import type { Principal } from './principals.ts'
import type { Question, Request } from './questions.ts'
import type { Place, Scene } from './scene.ts'

export interface Cell {
  question: Question
  principal: Principal
  /** Whose things are asked for. */
  place: Place
}

type Told = FormattedExecutionResult & { errors?: readonly AnswerError[] }

/** More would only wait for each other. */
const AT_ONCE = 6

/** What each cell says, in their order. */
export async function fillCells(
  gateway: TestGateway,
  audience: Audience,
  scene: Scene,
  cells: readonly Cell[],
): Promise<string[]> {
  const outcomes: string[] = []
  const waiting = cells.entries()
  const work = async () => {
    for (const [at, { question, principal, place }] of waiting) {
      const transport = question.root.kind === OperationTypeNode.SUBSCRIPTION ? listen : send
      const sender = { address: principal.address, token: principal.tokenFor(question.permission) }
      const told = await transport(gateway, audience, sender, question.ask(principal, scene, place))
      outcomes[at] = outcomeOf(told, soughtIn({ question, principal, place }, scene))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return outcomes
}

/** What a place has in common with the own one shows that an answer is about it only where it was asked for. */
function soughtIn({ question, principal, place }: Cell, { own }: Scene): Sought {
  const isOwn = place === own
  if (isOwn) return { isOwn, ids: principal.session === null ? place.ids : [...place.ids, principal.session] }
  const isNamed = question.idPaths !== ''
  return { isOwn, ids: isNamed ? place.ids : place.ids.filter((id) => !own.ids.includes(id)) }
}

interface Sender {
  address: string
  token: string | undefined
}

async function send(gateway: TestGateway, audience: Audience, sender: Sender, request: Request): Promise<Told> {
  const { body } = await gateway.on(audience).request({
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': sender.address,
      ...(sender.token && { authorization: `Bearer ${sender.token}` }),
    },
    body: JSON.stringify(request),
  })
  return body as Told
}

const NOT_LET_IN = 4403

/** All that is sent until everything from before has been, as one list; or why nothing is. */
async function listen(gateway: TestGateway, audience: Audience, sender: Sender, request: Request): Promise<Told> {
  const endpoint = `${gateway.url}${paths[audience]}`
  const headers = { 'x-forwarded-for': sender.address }
  const socket = new RawSocket(endpoint.replace(/\/graphql$/, ''), 'graphql-transport-ws', { headers })
  await socket.opened()
  socket.send({ type: 'connection_init', payload: sender.token ? { authorization: `Bearer ${sender.token}` } : {} })
  const end = await Promise.race([socket.closed, socket.next()])
  if ('code' in end) {
    if (end.code !== NOT_LET_IN) throw new Error(`the socket was closed: ${JSON.stringify(end)}`)
    return { errors: [{ message: end.reason, extensions: { code: 'UNAUTHENTICATED', requestId: '' } }] }
  }
  socket.subscribe('1', request.query, { variables: request.variables })
  const messages: unknown[] = []
  let told: Told | null = null
  while (!told) {
    const { type, payload } = await socket.next()
    if (type === 'error') told = { errors: payload as AnswerError[] }
    else {
      const { data, errors } = payload as Told
      const [message] = Object.values(data ?? {}) as { __typename: string }[]
      if (errors) told = { errors: errors as AnswerError[] }
      else if (message?.__typename === 'CaughtUp') told = { data: { messages } }
      else messages.push(message)
    }
  }
  await socket.close()
  return told
}
