import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBusiness, hire, type StaffMember } from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

let gateway: TestGateway
let manager: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
  manager = await hire(gateway, await createBusiness(gateway), 'STATION_MANAGER')
})

afterAll(() => gateway.stop())

const LIST = 'query ($filter: BookingFilter) { bookings(first: 1, filter: $filter) { totalCount } }'

async function answer(query: string, variables: object = {}) {
  const { status, body } = await gateway.send<{ bookings: { totalCount: number } }>(query, variables, manager.token)
  const [error] = body.errors ?? []
  return error ? [status, error.extensions.code, error.message] : body.data?.bookings.totalCount
}

/** A filter inside so many others, as JSON. */
const nested = (levels: number) => `${'{"NOT":'.repeat(levels)}{"kind":{"eq":"CATERING"}}${'}'.repeat(levels)}`

describe('a filter', () => {
  it('is at most 3 levels deep', async () => {
    expect(await answer(LIST, { filter: JSON.parse(nested(3)) })).toBe(0)
    const refused = [400, 'BAD_USER_INPUT', 'A filter must be at most 3 levels deep.']
    expect(await answer(LIST, { filter: JSON.parse(nested(4)) })).toEqual(refused)
    const literal = nested(4).replaceAll('"', '')
    expect(await answer(`{ bookings(first: 1, filter: ${literal}) { totalCount } }`)).toEqual(refused)
  })

  it('has at most 20 comparisons in all, and one that compares nothing counts as one', async () => {
    const compared = { reference: { eq: 'A', in: ['A'], notIn: ['B'] }, status: { eq: 'PENDING' } }
    const five = [compared, compared, compared, compared, compared]
    expect(await answer(LIST, { filter: { OR: five } })).toBe(0)
    const refused = [400, 'BAD_USER_INPUT', 'A filter must have at most 20 comparisons in all, not 21.']
    expect(await answer(LIST, { filter: { OR: five, kind: { eq: 'CATERING' } } })).toEqual(refused)
    expect(await answer(LIST, { filter: { AND: five, OR: [{}] } })).toEqual(refused)
    expect(await answer(LIST, { filter: { OR: Array(21).fill({}) } })).toEqual(refused)
  })

  it('of any depth is refused without harm', async () => {
    for (const levels of [100, 2_000, 30_000]) {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${manager.token}` },
        body: `{"query": ${JSON.stringify(LIST)}, "variables": {"filter": ${nested(levels)}}}`,
      })
      const body = (await response.json()) as { errors: { extensions: { code: string } }[] }
      expect([levels, response.status, body.errors[0]?.extensions.code]).toEqual([levels, 400, 'BAD_USER_INPUT'])
    }
    expect(gateway.takeLog().filter(({ level }) => level === 'error')).toEqual([])
    expect(await answer(LIST)).toBe(0)
  })
})
