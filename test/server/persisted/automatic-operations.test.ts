import { buildSchema } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Documents } from '#graphql/documents.ts'
import { limits } from '#graphql/limits.ts'
import { AutomaticOperations } from '#server/persisted/automatic-operations.ts'
import { executionContext } from '../../support/execution-context.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { hashOf, idOf } from '../../support/manifests.ts'
import { byGet, byPost, bySocket, transports } from '../../support/transports.ts'

let gateway: TestGateway
let endpoint: string

beforeAll(async () => {
  gateway = await startTestGateway()
  endpoint = `${gateway.url}/public/graphql`
})
afterAll(() => gateway.stop())

const apollos = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(text) } } })
const DATA = { data: { __typename: 'Query' }, codes: [] }

describe.each(transports)('a query of a partner over %s', (name, send) => {
  it('goes by its hash once it has come with its text', async () => {
    const text = `query Automatic${name} { __typename }`
    expect((await send(endpoint, apollos(text))).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND'])
    expect(await send(endpoint, { query: text, ...apollos(text) })).toMatchObject(DATA)
    expect(await send(endpoint, apollos(text))).toMatchObject(DATA)
    expect(await send(endpoint, { documentId: idOf(text) })).toMatchObject(DATA)
  })

  it('that comes with the hash of another is refused, and replaces nothing', async () => {
    const text = `query Honest${name} { __typename }`
    const forged = `query Forged${name} { a: __typename }`
    expect((await send(endpoint, { query: forged, ...apollos(text) })).codes).toEqual(['BAD_REQUEST'])
    for (const query of [text, forged]) {
      expect((await send(endpoint, apollos(query))).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND'])
    }
  })

  it.each([
    ['that is no GraphQL', '{ __typename', 'GRAPHQL_PARSE_FAILED'],
    ['that asks for what there is not', '{ customers { nodes { id } } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'with too many fields',
      `{ ${'...Many '.repeat(26)} } fragment Many on Query { ${'__typename '.repeat(40)} }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['with too many tokens', `{ ${'__typename '.repeat(2_001)} }`, 'GRAPHQL_PARSE_FAILED'],
  ])('%s is refused and not kept', async (_what, text, code) => {
    // A URL of that length would be refused for another reason.
    const first = text.length > 8_000 ? byPost : send
    const { codes } = await first(endpoint, { query: text, ...apollos(text) })
    expect(new Set(codes)).toEqual(new Set([code]))
    expect((await send(endpoint, apollos(text))).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND'])
  })
})

describe('the texts that partners have sent with their hashes', () => {
  const documents = new Documents({ schema: buildSchema('type Query { a: Int }'), bounds: limits.documents.public })

  it('are the same for all transports', async () => {
    const text = 'query Everywhere { __typename }'
    await bySocket(endpoint, { query: text, ...apollos(text) })
    expect(await byGet(endpoint, apollos(text))).toMatchObject(DATA)
    expect(await byPost(endpoint, apollos(text))).toMatchObject(DATA)
  })

  it('are kept in bounds, the least used go first', () => {
    const operations = new AutomaticOperations(documents)
    const { budget } = executionContext()
    const textOf = (at: number) => `{ a${at}: a }`
    for (let at = 0; at < 1_001; at += 1) {
      operations.keep(hashOf(textOf(at)), textOf(at), budget)
      operations.find(hashOf(textOf(0)))
    }
    expect(operations.find(hashOf(textOf(0)))).toBe(textOf(0))
    expect(operations.find(hashOf(textOf(1)))).toBeUndefined()
    expect(operations.find(hashOf(textOf(1_000)))).toBe(textOf(1_000))
  })

  it('are kept in bounds of bytes as well', () => {
    const operations = new AutomaticOperations(documents)
    const { budget } = executionContext()
    const textOf = (at: number) => `{ a } # ${at} ${'ü'.repeat(14_000)}`
    for (let at = 0; at < 200; at += 1) operations.keep(hashOf(textOf(at)), textOf(at), budget)
    const kept = Array.from({ length: 200 }, (_, at) => operations.find(hashOf(textOf(at)))).filter(Boolean)
    expect(kept.length).toBe(149)
  })
})
