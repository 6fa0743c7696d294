import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audiences } from '#kernel/audience.ts'
import { paths } from '#server/endpoint.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

/** Answering 200 to documents and variables that are refused: clients that look at the status would take it for success. */
const DEVIATIONS = ['572B', '7B9B', 'FDE2']

let gateway: TestGateway

beforeAll(async () => {
  gateway = await startTestGateway()
})

afterAll(() => gateway.stop())

describe('GraphQL over HTTP, by the audits of the working group', () => {
  it.each(audiences)('has no errors in the API of %s, and only the warnings that were decided', async (audience) => {
    const audits = serverAudits({ url: `${gateway.url}${paths[audience]}`, fetchFn: fetchPastPreflight })
    const results = await Promise.all(audits.map((audit) => audit.fn()))
    const complaints = results.filter(({ status }) => status !== 'ok')
    expect(results).toHaveLength(61)
    expect(complaints.filter(({ status }) => status !== 'warn')).toEqual([])
    expect(complaints.map(({ id }) => id).sort()).toEqual(DEVIATIONS)
  })
})

/** As a program that no browser page can be. */
function fetchPastPreflight(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('apollo-require-preflight', '1')
  return fetch(url, { ...init, headers })
}
