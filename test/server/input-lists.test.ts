import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { newId } from '#platform/new-id.ts'
import { createBusiness, hire } from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

let gateway: TestGateway
let token: string

beforeAll(async () => {
  gateway = await startTestGateway()
  const manager = await hire(gateway, await createBusiness(gateway), 'STATION_MANAGER')
  token = manager.token
})
afterAll(() => gateway.stop())

const QUERY = 'query ($ids: [ID!]!) { users(first: 1, filter: { station: { in: $ids } }) { totalCount } }'

function stationIds(count: number): string[] {
  return Array.from({ length: count }, () => publicId('station', newId()))
}

describe('a list in the input', () => {
  it('may have 100 entries', async () => {
    const answer = await gateway.send(QUERY, { ids: stationIds(100) }, token)
    expect(answer.body.data).toEqual({ users: { totalCount: 0 } })
  })

  it('is refused with 101 in a variable, before anything is read', async () => {
    gateway.takeStatements()
    const { status, body } = await gateway.send(QUERY, { ids: stationIds(101) }, token)
    expect(status).toBe(400)
    expect(body.errors).toMatchObject([
      { message: 'A list must have at most 100 entries.', extensions: { code: 'BAD_USER_INPUT' } },
    ])
    expect(gateway.takeStatements()).toEqual([])
  })

  it('is refused with 101 in the document', async () => {
    const query = QUERY.replace('query ($ids: [ID!]!)', '').replace('$ids', JSON.stringify(stationIds(101)))
    const { status, body } = await gateway.send(query, {}, token)
    expect(status).toBe(400)
    expect(body.errors).toMatchObject([
      { message: 'A list must have at most 100 entries.', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ])
  })
})
