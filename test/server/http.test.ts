import { request as rawRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyCost } from '../support/allowances.ts'
import { createBusiness, hire } from '../support/business.ts'
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const QUERY = JSON.stringify({ query: '{ __typename }' })

let gateway: TestGateway
let token: string

beforeAll(async () => {
  gateway = await startTestGateway()
  token = (await hire(gateway, await createBusiness(gateway), 'STATION_MANAGER')).token
})

afterAll(() => gateway.stop())

/** Refused before GraphQL, but in its shape: one error with a code and the id of the request, never to be cached. */
function expectRefused({ status, headers, body }: Answer, expected: number, code: string): void {
  expect({ status, body }).toEqual({
    status: expected,
    body: {
      errors: [{ message: expect.any(String), extensions: { code, requestId: headers.get('x-request-id') } }],
      ...(body.extensions && { extensions: { requestId: headers.get('x-request-id'), cost: anyCost } }),
    },
  })
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
}

function post(body: string | Blob, headers: Record<string, string> = JSON_TYPE): Promise<Answer> {
  return gateway.request({ method: 'POST', headers, body })
}

describe('a request to the API', () => {
  it('is a POST with JSON, or a GET with a query', async () => {
    const answers = [
      await post(QUERY),
      await post(QUERY, { 'content-type': 'application/json; charset=utf-8' }),
      await gateway.request({ headers: JSON_TYPE }, '?query={__typename}'),
      await gateway.request({ headers: { 'apollo-require-preflight': '1' } }, '?query={__typename}&variables={}'),
    ]
    for (const { status, headers, body } of answers) {
      expect(status).toBe(200)
      expect(body).toEqual({
        data: { __typename: 'Query' },
        extensions: { requestId: headers.get('x-request-id'), cost: anyCost },
      })
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(headers.get('cache-control')).toBe('no-store')
    }
  })

  it('gets the media type of GraphQL when it names it', async () => {
    const accept = 'application/graphql-response+json, application/json;q=0.9'
    const { headers } = await post(QUERY, { ...JSON_TYPE, accept })
    expect(headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8')
  })

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])(
    'of the method %s is refused (405) with what is allowed',
    async (method) => {
      const answer = await gateway.request({ method, ...(method !== 'OPTIONS' && { headers: JSON_TYPE, body: QUERY }) })
      expectRefused(answer, 405, 'METHOD_NOT_ALLOWED')
      expect(answer.headers.get('allow')).toBe('GET, POST')
    },
  )

  it('changes nothing by GET (405)', async () => {
    const answer = await gateway.request(
      { headers: { ...JSON_TYPE, authorization: `Bearer ${token}` } },
      '?query=mutation{signOut{ended}}',
    )
    expectRefused(answer, 405, 'BAD_REQUEST')
    expect(answer.headers.get('allow')).toBe('POST')
    expect((await gateway.send('{ __typename }', {}, token)).status).toBe(200)
  })

  it('that a foreign page could make is refused (400)', async () => {
    expectRefused(await gateway.request({}, '?query={__typename}'), 400, 'BAD_REQUEST')
  })

  it('for another path is told where the API is (404)', async () => {
    const response = await fetch(`${gateway.url}/graph`, { method: 'POST', headers: JSON_TYPE, body: QUERY })
    const answer = {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Answer['body'],
    }
    expectRefused(answer, 404, 'NOT_FOUND')
    expect(answer.body.errors?.[0]?.message).toBe('GraphQL is at /graphql, /chef/graphql, /public/graphql.')
  })
})

describe('a body is refused', () => {
  it.each([
    ['as text', 'text/plain'],
    ['as a form', 'application/x-www-form-urlencoded'],
    ['in parts', 'multipart/form-data; boundary=x'],
    ['as XML', 'application/xml'],
    ['as GraphQL', 'application/graphql'],
    ['as something like JSON', 'application/jsonp'],
    ['as nothing at all', ''],
  ])('%s (415)', async (_what, type) => {
    const body = new Blob([QUERY], { type: '' })
    expectRefused(await post(body, type ? { 'content-type': type } : {}), 415, 'BAD_REQUEST')
  })

  it('of more than 256 KiB (413)', async () => {
    const padded = (bytes: number) => JSON.stringify({ query: '{ __typename }', padding: 'x'.repeat(bytes) })
    expect((await post(padded(250 * 1024))).status).toBe(200)
    expectRefused(await post(padded(256 * 1024)), 413, 'BAD_REQUEST')
  })

  it('for an answer in a form that there is not (406)', async () => {
    expectRefused(await post(QUERY, { ...JSON_TYPE, accept: 'application/xml' }), 406, 'BAD_REQUEST')
  })

  it.each([
    ['nothing', ''],
    ['half of it', '{"query":'],
    ['text', '"{ __typename }"'],
    ['a number', '5'],
    ['null', 'null'],
    ['a batch', `[${QUERY}]`],
    ['an empty batch', '[]'],
    ['an empty object', '{}'],
    ['no document', '{"variables":{}}'],
    ['null for a document', '{"query":null}'],
    ['an empty document', '{"query":""}'],
    ['a document that is a number', '{"query":5}'],
    ['a document that is a list', '{"query":["{ __typename }"]}'],
    ['variables that are text', '{"query":"{ __typename }","variables":"{}"}'],
    ['variables that are a list', '{"query":"{ __typename }","variables":[]}'],
    ['variables that are a number', '{"query":"{ __typename }","variables":1}'],
    ['extensions that are text', '{"query":"{ __typename }","extensions":"x"}'],
    ['a name that is a number', '{"query":"{ __typename }","operationName":5}'],
    ['a prototype', '{"query":"{ __typename }","__proto__":{"x":1}}'],
    ['a prototype among the variables', '{"query":"{ __typename }","variables":{"__proto__":{"x":1}}}'],
    ['a constructor’s prototype', '{"query":"{ __typename }","variables":{"constructor":{"prototype":{"x":1}}}}'],
  ])('with %s (400)', async (_what, body) => {
    expectRefused(await post(body), 400, 'BAD_REQUEST')
  })

  it('by GET with variables that are no object (400)', async () => {
    for (const variables of ['{', '[]', '1', '"x"']) {
      const search = `?query={__typename}&variables=${encodeURIComponent(variables)}`
      expectRefused(await gateway.request({ headers: JSON_TYPE }, search), 400, 'BAD_REQUEST')
    }
  })
})

describe('the id of a request', () => {
  const idOf = async (given: string) =>
    (await post(QUERY, { ...JSON_TYPE, 'x-request-id': given })).headers.get('x-request-id')

  it('is the client’s own when it is fit to be repeated', async () => {
    for (const given of ['12345678', 'Request-2026-01', 'x'.repeat(64)]) expect(await idOf(given)).toBe(given)
  })

  it('is a new one otherwise', async () => {
    for (const given of [
      '1234567',
      'x'.repeat(65),
      'a b c d e f',
      'request_0001',
      '<script>alert(1)</script>',
      'ümlaut-id',
    ]) {
      expect(await idOf(given)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
    }
  })

  it('stands in the log with who asked and what', async () => {
    gateway.takeLog()
    const headers = { ...JSON_TYPE, 'x-request-id': 'my-own-id-1', authorization: `Bearer ${token}` }
    await post(JSON.stringify({ query: 'query Mine { viewer { permissions } }' }), headers)
    expect(gateway.takeLog()).toEqual([
      {
        level: 'info',
        message: 'operation',
        fields: {
          requestId: 'my-own-id-1',
          viewer: expect.stringMatching(/^[0-9a-f-]{36}$/),
          operation: 'Mine',
          errors: undefined,
          ms: expect.any(Number),
        },
      },
    ])
  })
})

describe('headers', () => {
  it('of more than 16 KiB are refused (431)', async () => {
    const status = await new Promise((resolve, reject) => {
      const sent = rawRequest(
        `${gateway.url}/graphql`,
        { method: 'POST', headers: { ...JSON_TYPE, cookie: 'x'.repeat(17_000) } },
        ({ statusCode }) => resolve(statusCode),
      )
      sent.on('error', reject)
      sent.end(QUERY)
    })
    expect(status).toBe(431)
  })
})
