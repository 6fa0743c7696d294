import { afterAll, beforeAll, expect, it } from 'vitest'
import { type HelpDesk, MONDAY, open, openAs, openDesk, userId } from './help-desk.ts'

let desk: HelpDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.stop())

interface History {
  totalCount: number
  nodes: { id: string; fromStatus: string | null; toStatus: string; note: string | null; createdAt: string }[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string }
}

async function read(id: string, args: string): Promise<History> {
  const { escalation } = await desk.gateway.query<{ escalation: { history: History } }>(
    `query ($id: ID!) { escalation(id: $id) { history(${args}) { totalCount
      nodes { id fromStatus toStatus level assignedTo { id } actor { id } note createdAt }
      pageInfo { hasNextPage hasPreviousPage endCursor } } } }`,
    { id },
    desk.observer.token,
  )
  return escalation.history
}

it('the history of an escalation tells every step, the oldest first', async () => {
  const { escalationId } = await openAs(desk, 'RESOLVED')
  const agent = { id: userId(desk.agent) }
  const common = { id: expect.stringMatching(/^step_/), level: 'T1', createdAt: MONDAY.toISOString() }
  const byManager = { ...common, actor: { id: userId(desk.manager) } }
  expect(await read(escalationId, 'first: 10')).toEqual({
    totalCount: 4,
    nodes: [
      { ...byManager, fromStatus: null, toStatus: 'PENDING', assignedTo: null, note: null },
      { ...byManager, fromStatus: 'PENDING', toStatus: 'ASSIGNED', assignedTo: agent, note: null },
      { ...byManager, fromStatus: 'ASSIGNED', toStatus: 'IN_PROGRESS', assignedTo: agent, note: null },
      { ...byManager, fromStatus: 'IN_PROGRESS', toStatus: 'RESOLVED', assignedTo: agent, note: 'Done' },
    ],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, endCursor: expect.any(String) },
  })
})

it('the history is read in pages from either end', async () => {
  const { escalationId } = await openAs(desk, 'CLOSED')
  const first = await read(escalationId, 'first: 3')
  expect(first.nodes.map(({ toStatus }) => toStatus)).toEqual(['PENDING', 'ASSIGNED', 'IN_PROGRESS'])
  const rest = await read(escalationId, `first: 3, after: "${first.pageInfo.endCursor}"`)
  expect(rest.nodes.map(({ toStatus }) => toStatus)).toEqual(['RESOLVED', 'CLOSED'])
  expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
  const last = await read(escalationId, 'last: 1')
  expect(last.nodes.map(({ toStatus }) => toStatus)).toEqual(['CLOSED'])
  expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
})

it('the histories of many escalations are read by one statement, and counted by another', async () => {
  for (let count = 0; count < 3; count += 1) await open(desk)
  desk.gateway.takeStatements()
  await desk.gateway.query(
    '{ escalations(first: 5) { nodes { id history(first: 2) { totalCount nodes { id } } } } }',
    {},
    desk.observer.token,
  )
  expect(desk.gateway.takeStatements()).toHaveLength(5)
})
