import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { addCustomer } from '../../support/business.ts'
import {
  codesOf,
  type HelpDesk,
  hireFor,
  MONDAY,
  open,
  openDesk,
  outcomeOf,
  sendCreate,
  sendStep,
  userId,
} from './help-desk.ts'

let desk: HelpDesk
/** Opened in this order, a minute apart. */
let ids: Record<'first' | 'second' | 'third' | 'there' | 'fourth', string>

const minute = (count: number) => new Date(MONDAY.getTime() + count * 60_000)

beforeAll(async () => {
  desk = await openDesk()
  const openAt = (count: number, fields: object) => {
    desk.clock.time = minute(count)
    return open(desk, fields)
  }
  ids = {
    first: await openAt(1, { priority: 'URGENT', customerId: desk.customer }),
    second: await openAt(2, { priority: 'LOW' }),
    third: await openAt(3, { priority: 'HIGH' }),
    there: await openAt(4, { stationId: desk.there, priority: 'URGENT' }),
    fourth: await openAt(5, { priority: 'LOW', customerId: desk.customer }),
  }
  const assignee = { assigneeId: userId(desk.agent), expectedVersion: 1 }
  for (const escalationId of [ids.second, ids.third]) {
    await outcomeOf(sendStep(desk, 'assignEscalation', { escalationId, ...assignee }, desk.manager.token))
  }
  await outcomeOf(
    sendStep(desk, 'startEscalation', { escalationId: ids.third, expectedVersion: 2 }, desk.manager.token),
  )
  const elsewhere = { stationId: desk.elsewhere, reason: 'OTHER', summary: 'Not their business' }
  await outcomeOf(sendCreate(desk, elsewhere, desk.stranger.token))
})
afterAll(() => desk.stop())

interface List {
  totalCount: number
  nodes: { id: string }[]
  edges: { cursor: string; node: { id: string } }[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string }
}

async function list(args: object, token = desk.manager.token): Promise<List> {
  const { escalations } = await desk.gateway.query<{ escalations: List }>(
    `query ($first: Int, $after: String, $last: Int, $before: String, $filter: EscalationFilter,
        $sort: EscalationSort! = CREATED_AT_DESC) {
      escalations(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort) {
        totalCount nodes { id } edges { cursor node { id } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
    args,
    token,
  )
  return escalations
}

const names = (found: { nodes: { id: string }[] }) =>
  found.nodes.map(({ id }) => Object.entries(ids).find(([, known]) => known === id)?.[0])

describe('escalations', () => {
  it('lists those of all stations that one may see, the newest first', async () => {
    const found = await list({ first: 10 })
    expect(names(found)).toEqual(['fourth', 'there', 'third', 'second', 'first'])
    expect(found.totalCount).toBe(5)
    expect(found.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false })
    expect(names(await list({ first: 10 }, desk.observer.token))).toEqual(['fourth', 'third', 'second', 'first'])
  })

  it('lists the oldest first when told to', async () => {
    const found = await list({ first: 2, sort: 'CREATED_AT_ASC' })
    expect(names(found)).toEqual(['first', 'second'])
    expect(found.totalCount).toBe(5)
  })

  it.each(['CREATED_AT_DESC', 'CREATED_AT_ASC', 'PRIORITY_DESC', 'PRIORITY_ASC'])(
    'is read whole in pages, forward and backward (%s)',
    async (sort) => {
      const whole = names(await list({ first: 10, sort }))
      const forward = []
      let page = await list({ first: 2, sort })
      forward.push(...names(page))
      while (page.pageInfo.hasNextPage) {
        page = await list({ first: 2, sort, after: page.pageInfo.endCursor })
        forward.push(...names(page))
      }
      expect(forward).toEqual(whole)
      const backward = []
      page = await list({ last: 2, sort })
      backward.unshift(...names(page))
      while (page.pageInfo.hasPreviousPage) {
        page = await list({ last: 2, sort, before: page.pageInfo.startCursor })
        backward.unshift(...names(page))
      }
      expect(backward).toEqual(whole)
    },
  )

  it.each([
    ['by station', () => ({ station: { in: [desk.there] } }), ['there']],
    ['by status', () => ({ status: { in: ['ASSIGNED', 'IN_PROGRESS'] } }), ['third', 'second']],
    ['by priority', () => ({ priority: { in: ['URGENT', 'HIGH'] } }), ['there', 'third', 'first']],
    ['by assignee', () => ({ assignedTo: { in: [userId(desk.agent)] } }), ['third', 'second']],
    ['by customer', () => ({ customer: { in: [desk.customer] } }), ['fourth', 'first']],
    ['by time', () => ({ createdAt: { gte: minute(2), lt: minute(4) } }), ['third', 'second']],
    [
      'by all of these',
      () => ({ status: { eq: 'ASSIGNED' }, priority: { eq: 'LOW' }, createdAt: { lt: minute(3) } }),
      ['second'],
    ],
    ['by nothing at all', () => ({ status: { in: [] } }), []],
    ['by having no assignee', () => ({ assignedTo: { isNull: true } }), ['fourth', 'there', 'first']],
    ['by having one', () => ({ assignedTo: { isNull: false } }), ['third', 'second']],
    [
      'by somebody who has not got it, or nobody',
      () => ({ assignedTo: { notIn: [userId(desk.agent)] } }),
      ['fourth', 'there', 'first'],
    ],
    [
      'by what must not be',
      () => ({ NOT: { assignedTo: { in: [userId(desk.agent)] }, status: { eq: 'ASSIGNED' } } }),
      ['fourth', 'there', 'third', 'first'],
    ],
    [
      'by one of several',
      () => ({ OR: [{ status: { eq: 'IN_PROGRESS' } }, { customer: { eq: desk.customer }, priority: { eq: 'LOW' } }] }),
      ['fourth', 'third'],
    ],
    ['by ids of other kinds', () => ({ assignedTo: { in: [desk.here] } }), []],
    ["by somebody else's station", () => ({ station: { in: [desk.elsewhere] } }), []],
  ])('filters %s', async (_what, filter, expected) => {
    const found = await list({ first: 10, filter: filter() })
    expect(names(found)).toEqual(expected)
    expect(found.totalCount).toBe(expected.length)
  })

  it('does not tell whom an escalation is about to those who may not see customers', async () => {
    const blind = await hireFor(desk, ['support:escalation:read'])
    expect((await list({ first: 10 }, blind.token)).totalCount).toBe(4)
    const about = { first: 10, filter: { customer: { in: [desk.customer] } } }
    expect((await list(about, desk.observer.token)).totalCount).toBe(2)
    expect(await list(about, blind.token)).toMatchObject({ totalCount: 0, nodes: [] })
  })

  it('costs one statement for the page, however many stations, and one for the total when that is asked for', async () => {
    desk.gateway.takeStatements()
    await desk.gateway.query('{ escalations(first: 3) { nodes { id summary status } } }', {}, desk.manager.token)
    expect(desk.gateway.takeStatements()).toHaveLength(3)
    await list({ first: 3, filter: { status: { eq: 'PENDING' } } })
    expect(desk.gateway.takeStatements()).toHaveLength(4)
    // Stations, people and customers besides.
    const text =
      '{ escalations(first: 5) { nodes { id station { id } assignedTo { id } resolvedBy { id } customer { id } } } }'
    await desk.gateway.query(text, {}, desk.manager.token)
    expect(desk.gateway.takeStatements()).toHaveLength(6)
  })

  it('refuses pages that are none', async () => {
    const send = (args: string) =>
      desk.gateway.send(`{ escalations(${args}) { totalCount } }`, {}, desk.manager.token).then(codesOf)
    const { pageInfo } = await list({ first: 1 })
    const cursor = pageInfo.endCursor
    for (const args of [
      'filter: {}',
      'first: 0',
      'first: 101',
      'first: 1, last: 1',
      `first: 1, before: "${cursor}"`,
      'first: 1, after: "garbage"',
      'first: 1, filter: { station: { in: ["7"] } }',
    ]) {
      expect(await send(args), args).toEqual(['BAD_USER_INPUT'])
    }
  })

  it('is forbidden to whoever may read escalations nowhere, and to whoever is not signed in', async () => {
    const text = '{ escalations(first: 1) { totalCount } }'
    const { token } = await hireFor(desk, ['support:escalation:create'])
    expect(codesOf(await desk.gateway.send(text, {}, token))).toEqual(['FORBIDDEN'])
    expect(codesOf(await desk.gateway.send(text))).toEqual(['UNAUTHENTICATED'])
  })

  it('names customers of another station only there', async () => {
    const [, second = ''] = desk.business.stationIds
    const business = { ...desk.business, stationIds: [second] as [string] }
    const customerId = await addCustomer(desk.gateway, business)
    const id = await open(desk, { stationId: publicId('station', second), customerId })
    expect((await list({ first: 10, filter: { customer: { in: [customerId] } } })).nodes).toEqual([{ id }])
    expect((await list({ first: 10, filter: { customer: { in: [customerId] } } }, desk.agent.token)).nodes).toEqual([])
  })
})
