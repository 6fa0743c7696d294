import { readFile } from 'node:fs/promises'
import { getIntrospectionQuery } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyCost } from '../support/allowances.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { byPost, bySocket, type Transport } from '../support/transports.ts'

const OFF = { mode: 'off', directory: null } as const

let production: TestGateway
let development: TestGateway

beforeAll(async () => {
  production = await startTestGateway({ production: true, persistedOperations: OFF })
  development = await startTestGateway({ database: production.database, persistedOperations: OFF })
})
afterAll(async () => {
  await development.stop()
  await production.stop()
})

const secret = ['/graphql', '/chef/graphql']
const everywhere = [...secret, '/public/graphql']
const cases = (paths: readonly string[]): [string, string, Transport][] =>
  paths.flatMap((path) => [
    [path, 'HTTP', byPost],
    [path, 'WebSocket', bySocket],
  ])

describe.each(cases(secret))('in production %s over %s', (path, _transport, send) => {
  const ask = (query: string, variables = {}) => send(`${production.url}${path}`, { query, variables })

  it('does not tell its schema', async () => {
    for (const query of [
      getIntrospectionQuery(),
      '{ __schema { queryType { name } } }',
      '{ __type(name: "User") { name } }',
      '{ a: __type(name: "User") { fields { name } } }',
      'fragment S on Query { __schema { queryType { name } } } { ... { ...S } }',
    ]) {
      const { data, codes, messages } = await ask(query)
      expect([data, codes, messages]).toEqual([
        undefined,
        ['GRAPHQL_VALIDATION_FAILED'],
        ['This API does not tell its schema.'],
      ])
    }
    expect((await ask('{ __typename viewer { __typename } }')).data).toMatchObject({ __typename: 'Query' })
  })

  it('does not suggest what may have been meant', async () => {
    expect((await ask('{ viewr { permissions } }')).messages).toEqual(['Cannot query field "viewr" on type "Query".'])
    expect((await ask('{ viewer { permission } }')).messages).toEqual([
      'Cannot query field "permission" on type "Viewer".',
    ])
    expect((await ask('query ($i: SignInInpu) { __typename }')).messages).toContain('Unknown type "SignInInpu".')
    if (path !== '/graphql') return
    const { codes, messages } = await ask('mutation ($i: SignInInput!) { signIn(input: $i) { __typename } }', {
      i: { email: 'a@example.com', password: 'p', passwort: 'q' },
    })
    expect([codes, messages]).toEqual([
      ['BAD_USER_INPUT'],
      [expect.stringMatching(/Field "passwort" is not defined by type "SignInInput"\.$/)],
    ])
  })
})

describe.each(cases(['/public/graphql']))('in production %s over %s', (path, _transport, send) => {
  it('tells its schema, and suggests what may have been meant', async () => {
    const ask = (query: string) => send(`${production.url}${path}`, { query })
    expect((await ask('{ __schema { queryType { name } } }')).data).toEqual({
      __schema: { queryType: { name: 'Query' } },
    })
    expect((await ask('{ mneu { totalCount } }')).messages[0]).toMatch(/Did you mean "menu"\?$/)
  })
})

describe.each(cases(everywhere))('elsewhere %s over %s', (path, _transport, send) => {
  it('tells its schema, and suggests what may have been meant', async () => {
    const ask = (query: string) => send(`${development.url}${path}`, { query })
    expect((await ask('{ __schema { queryType { name } } }')).data).toEqual({
      __schema: { queryType: { name: 'Query' } },
    })
    expect((await ask('{ __typenam }')).messages[0]).toMatch(/^Cannot query field "__typenam" on type "Query"\./)
    expect((await ask('{ __schem { queryType { name } } }')).codes).toEqual(['GRAPHQL_VALIDATION_FAILED'])
  })
})

describe('GraphiQL', () => {
  const open = (gateway: TestGateway, path: string) =>
    fetch(`${gateway.url}${path}`, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } })

  it.each(secret)('is not at %s in production: a browser gets an answer for programs (404)', async (path) => {
    const response = await open(production, path)
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const requestId = response.headers.get('x-request-id')
    expect(await response.json()).toEqual({
      errors: [
        {
          message: 'There is no page here: programs POST their operations.',
          extensions: { code: 'NOT_FOUND', requestId },
        },
      ],
      extensions: { requestId, cost: anyCost },
    })
    expect((await fetch(`${production.url}${path}/assets/index.js`)).status).toBe(404)
  })

  it('is at the public API in production, and everywhere elsewhere', async () => {
    const pages = [
      await open(production, '/public/graphql'),
      ...(await Promise.all(everywhere.map((path) => open(development, path)))),
    ]
    // The page, or how to build it.
    for (const page of pages) expect(page.headers.get('content-type')).toMatch(/^text\//)
  })
})

describe('the schema definition of the public API', () => {
  it('can be read by anybody, as text', async () => {
    for (const { url } of [production, development]) {
      const response = await fetch(`${url}/public/graphql/schema.graphql`)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
      expect(await response.text()).toBe(await readFile('schema/public.graphql', 'utf8'))
    }
  })

  it.each(secret)('has no counterpart at %s', async (path) => {
    for (const { url } of [production, development]) {
      expect((await fetch(`${url}${path}/schema.graphql`)).status).toBe(404)
    }
  })
})
