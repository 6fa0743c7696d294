import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { createBusiness, hire, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { type ConnectionAnswer, walkConnection } from '../../support/walk.ts'

interface Session {
  id: string
  app: string
  isCurrent: boolean
  startedAt: string
}

const STARTS = ['2031-01-01', '2031-01-02', '2031-01-02', '2031-01-03'].map((day) => `${day}T00:00:00.000Z`)
const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: SessionFilter, $sort: SessionSort! = STARTED_AT_DESC) {
  sessions(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort) {
    totalCount nodes { id app isCurrent startedAt } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`

let gateway: TestGateway
let chef: StaffMember
/** In the order in which they began; the first is the one that asks. */
let own: string[]

async function addSession(userId: string, app: string, startedAt: string, revokedAt: string | null = null) {
  const [row] = await gateway.sql<{ id: string }>(
    `insert into identity.sessions (id, user_id, audience, created_at, last_used_at, expires_at, revoked_at, updated_at)
     values (gen_random_uuid(), $1, $2, $3, $3, $3::timestamptz + interval '30 days', $4, now()) returning id`,
    [userId, app, startedAt, revokedAt],
  )
  return row?.id ?? ''
}

beforeAll(async () => {
  gateway = await startTestGateway()
  const business = await createBusiness(gateway)
  chef = await hire(gateway, business, 'CHEF')
  const colleague = await hire(gateway, business, 'CHEF')
  for (const [at, startedAt] of STARTS.entries()) await addSession(chef.userId, at % 2 ? 'CHEF' : 'ADMIN', startedAt)
  await addSession(chef.userId, 'ADMIN', '2031-01-04T00:00:00.000Z', '2031-01-05T00:00:00.000Z')
  await addSession(colleague.userId, 'CHEF', '2031-01-01T12:00:00.000Z')
  const rows = await gateway.sql<{ id: string }>(
    'select id from identity.sessions where user_id = $1 and revoked_at is null order by created_at, id',
    [chef.userId],
  )
  own = rows.map(({ id }) => publicId('session', id))
})

afterAll(() => gateway.stop())

async function list(variables: object) {
  const { sessions } = await gateway.query<{ sessions: ConnectionAnswer<Session> & { totalCount: number } }>(
    LIST,
    variables,
    chef.token,
  )
  return sessions
}

const idsBy = async (filter: object) =>
  (await list({ first: 10, filter, sort: 'STARTED_AT_ASC' })).nodes.map(({ id }) => id)

describe('the list of one’s sessions', () => {
  it.each(['forward', 'backward'] as const)('holds those that go on, in either order, read %s', async (direction) => {
    const walk = (sort: string) => walkConnection(direction, 2, (page) => list({ ...page, sort }))
    expect((await walk('STARTED_AT_ASC')).map(({ id }) => id)).toEqual(own)
    expect((await walk('STARTED_AT_DESC')).map(({ id }) => id)).toEqual(own.toReversed())
    expect((await list({ first: 1 })).totalCount).toBe(5)
  })

  it('says which of them asks', async () => {
    const { nodes } = await list({ first: 10 })
    expect(nodes.filter(({ isCurrent }) => isCurrent).map(({ id }) => id)).toEqual([own[0]])
  })

  it('is filtered by app and time', async () => {
    const { nodes } = await list({ first: 10, sort: 'STARTED_AT_ASC' })
    const inChef = nodes.filter(({ app }) => app === 'CHEF').map(({ id }) => id)
    expect(inChef).toHaveLength(2)
    expect(await idsBy({ app: { eq: 'CHEF' } })).toEqual(inChef)
    expect(await idsBy({ NOT: { app: { in: ['CHEF'] } } })).toEqual(own.filter((id) => !inChef.includes(id)))
    expect(await idsBy({ startedAt: { gte: STARTS[0], lt: STARTS[3] } })).toEqual(own.slice(1, 4))
    expect(await idsBy({ OR: [{ startedAt: { gte: STARTS[3] } }, { lastUsedAt: { lt: STARTS[0] } }] })).toEqual([
      own[0],
      own[4],
    ])
    expect(await idsBy({ OR: [] })).toEqual([])
  })

  it('takes one statement for a page, and one for its length', async () => {
    gateway.takeStatements()
    await list({ first: 10, filter: { app: { eq: 'CHEF' } } })
    expect(gateway.takeStatements()).toHaveLength(4)
  })

  it('is for nobody who has not signed in', async () => {
    expect((await gateway.send(LIST, { first: 1 })).status).toBe(401)
  })
})
