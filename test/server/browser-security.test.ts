import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Audience, audiences } from '#kernel/audience.ts'
import { paths } from '#server/endpoint.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

const ADMIN_PAGE = 'https://admin.example.com'
const PARTNER_PAGE = 'https://partner.example.com'

let gateway: TestGateway

beforeAll(async () => {
  gateway = await startTestGateway({ allowedOrigins: { admin: [ADMIN_PAGE], chef: [], public: [PARTNER_PAGE] } })
})

afterAll(() => gateway.stop())

/** What a browser asks before it lets a page send JSON. */
function preflight(audience: Audience, origin: string): Promise<Response> {
  return fetch(`${gateway.url}${paths[audience]}`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,authorization,idempotency-key',
    },
  })
}

function post(audience: Audience, headers: Record<string, string>): Promise<Response> {
  const body = JSON.stringify({ query: '{ __typename }' })
  return fetch(`${gateway.url}${paths[audience]}`, { method: 'POST', headers, body })
}

describe('a page in a browser', () => {
  it.each<[Audience, string, boolean]>([
    ['admin', ADMIN_PAGE, true],
    ['public', PARTNER_PAGE, true],
    ['admin', PARTNER_PAGE, false],
    ['public', ADMIN_PAGE, false],
    ['chef', ADMIN_PAGE, false],
    ['admin', `${ADMIN_PAGE}.evil.example`, false],
    ['admin', 'null', false],
  ])('that asks for the %s API from %s is let in: %s', async (audience, origin, isAllowed) => {
    const asked = await preflight(audience, origin)
    const sent = await post(audience, { origin, 'content-type': 'application/json' })
    for (const { headers } of [asked, sent]) {
      expect(headers.get('access-control-allow-origin')).toBe(isAllowed ? origin : null)
      expect(headers.get('access-control-allow-credentials')).toBeNull()
    }
    if (isAllowed) {
      expect(asked.status).toBe(204)
      const allowed = asked.headers.get('access-control-allow-headers')
      for (const name of ['idempotency-key', 'graphql-client-name']) expect(allowed).toContain(name)
      expect(sent.headers.get('access-control-expose-headers')).toContain('retry-after')
      expect(sent.headers.get('vary')?.toLowerCase()).toContain('origin')
    }
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'cannot send what needs no preflight: %s',
    async (type) => {
      for (const audience of audiences) expect((await post(audience, { 'content-type': type })).status).toBe(415)
      const search = `?query=${encodeURIComponent('{ __typename }')}`
      for (const audience of audiences) {
        const response = await fetch(`${gateway.url}${paths[audience]}${search}`, { headers: { 'content-type': type } })
        expect([400, 415]).toContain(response.status)
      }
    },
  )

  it('is told that answers are data, not pages', async () => {
    for (const audience of audiences) {
      const { headers } = await post(audience, { 'content-type': 'application/json' })
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'SAMEORIGIN',
      })
      expect(headers.get('x-powered-by')).toBeNull()
    }
  })
})
