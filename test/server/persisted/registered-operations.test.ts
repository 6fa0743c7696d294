import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { createManifests, hashOf, idOf, type TestManifests } from '../../support/manifests.ts'
import { byPost, transports } from '../../support/transports.ts'
import { waitFor } from '../../support/wait.ts'

const WHO = 'query Who{viewer{permissions}}'
const OLD = 'query Old{viewer{user{email}}}'
const CHEFS = 'query Chefs{viewer{stations{id}}}'
const SIGN_OUT = 'mutation SignOut{signOut{__typename}}'
const FREE = '{ viewer { permissions } }'

let manifests: TestManifests
let gateway: TestGateway
let admin: string
let chef: string

beforeAll(async () => {
  manifests = await createManifests()
  await manifests.register('admin', 'web-2.json', [WHO, SIGN_OUT])
  await manifests.register('admin', 'web-1.json', [OLD, WHO])
  await manifests.register('chef', 'app.json', [CHEFS])
  gateway = await startTestGateway({ persistedOperations: { mode: 'require', directory: manifests.directory } })
  admin = `${gateway.url}/graphql`
  chef = `${gateway.url}/chef/graphql`
})
afterAll(async () => {
  await gateway.stop()
  await manifests.clear()
})

const apollos = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } })

describe.each(transports)('where operations must be registered, over %s,', (_name, send) => {
  it('a registered one is executed by its id, as GraphQL over HTTP and as Apollo write it', async () => {
    const answers = [await send(admin, { documentId: idOf(WHO) }), await send(admin, apollos(hashOf(WHO)))]
    for (const { data, codes } of answers) expect({ data, codes }).toEqual({ data: { viewer: null }, codes: [] })
  })

  it('its exact text will do as well, with its id or without', async () => {
    for (const request of [
      { query: WHO },
      { query: WHO, documentId: idOf(WHO) },
      { query: WHO, ...apollos(hashOf(WHO)) },
    ]) {
      expect(await send(admin, request)).toMatchObject({ data: { viewer: null }, codes: [] })
    }
  })

  it('what an old version of a client has registered stays good', async () => {
    expect(await send(admin, { documentId: idOf(OLD) })).toMatchObject({ data: { viewer: null } })
  })

  it('any other document is refused before it is read', async () => {
    for (const query of [FREE, `${WHO} `, 'neither GraphQL nor anything else']) {
      const { status, data, codes } = await send(admin, { query })
      expect([data, codes]).toEqual([undefined, ['PERSISTED_QUERY_REQUIRED']])
      expect([400, null]).toContain(status)
    }
  })

  it('an id that nobody has registered is not found, nor is one of another audience', async () => {
    for (const documentId of [idOf(FREE), idOf(CHEFS)]) {
      const { status, data, codes, messages } = await send(admin, { documentId })
      expect([data, codes, messages]).toEqual([undefined, ['PERSISTED_QUERY_NOT_FOUND'], ['PersistedQueryNotFound']])
      expect([200, null]).toContain(status)
    }
    expect((await send(chef, { documentId: idOf(CHEFS) })).data).toEqual({ viewer: null })
  })

  it('an unknown document that comes with its id is not taken in', async () => {
    expect((await send(admin, { query: FREE, ...apollos(hashOf(FREE)) })).codes).toEqual(['PERSISTED_QUERY_REQUIRED'])
    expect((await send(admin, apollos(hashOf(FREE)))).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND'])
  })

  it.each([
    ['an id of another kind', { documentId: 'md5:d41d8cd98f00b204e9800998ecf8427e' }],
    ['an id in capitals', { documentId: idOf(WHO).toUpperCase() }],
    ['an id that is cut off', { documentId: idOf(WHO).slice(0, -1) }],
    [
      'another version of Apollo’s extension',
      { extensions: { persistedQuery: { version: 2, sha256Hash: hashOf(WHO) } } },
    ],
    ['Apollo’s extension without a hash', { extensions: { persistedQuery: { version: 1 } } }],
    ['two ids', { documentId: idOf(WHO), ...apollos(hashOf(OLD)) }],
    ['a text that is not the one of its id', { documentId: idOf(WHO), query: OLD }],
    ['a text that is not the one of its hash', { query: WHO, ...apollos(hashOf(OLD)) }],
  ])('%s is refused', async (_what, request) => {
    const { status, data, codes } = await send(admin, request)
    expect([data, codes]).toEqual([undefined, ['BAD_REQUEST']])
    expect([400, null]).toContain(status)
  })
})

describe('a registered operation', () => {
  it('that is a mutation is not executed by GET (405)', async () => {
    const response = await fetch(`${admin}?documentId=${idOf(SIGN_OUT)}`, {
      headers: { 'content-type': 'application/json' },
    })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
  })

  it('gets variables and the name of its operation like any other', async () => {
    const text = 'query A{viewer{permissions}} query B($a:Boolean!){viewer @skip(if:$a){permissions}}'
    await manifests.register('chef', 'two.json', [text])
    const request = { documentId: idOf(text), operationName: 'B', variables: { a: true } }
    const answer = await waitFor('the new manifest', async () => {
      const given = await byPost(chef, request)
      return given.codes.length === 0 && given
    })
    expect(answer.data).toEqual({})
  })

  it('is good as soon as its manifest is there, and until it is taken away, without a restart', async () => {
    const text = 'query Later{viewer{stations{name}}}'
    const codes = async () => (await byPost(admin, { documentId: idOf(text) })).codes
    expect(await codes()).toEqual(['PERSISTED_QUERY_NOT_FOUND'])
    await manifests.register('admin', 'web-3.json', [text])
    await waitFor('the operation', async () => (await codes()).length === 0)
    await manifests.remove('admin', 'web-3.json')
    await waitFor('its end', async () => (await codes()).length === 1)
    expect((await byPost(admin, { documentId: idOf(WHO) })).codes).toEqual([])
  })
})

describe('a request by GET', () => {
  it.each(['query', 'documentId', 'extensions'])('that says twice what its %s is is refused (400)', async (name) => {
    const [first, second] = name === 'extensions' ? ['{}', '{}'] : [WHO, FREE]
    const search = new URLSearchParams([
      [name, first],
      [name, second],
    ])
    const response = await fetch(`${admin}?${search}`, { headers: { 'content-type': 'application/json' } })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
  })
})

describe('a request that brings no document', () => {
  it.each([
    ['{}'],
    ['[]'],
    [`[{"query":${JSON.stringify(FREE)}}]`],
    ['null'],
    ['{"query":""}'],
    ['{"query":{"kind":"Document"}}'],
  ])('%s is refused as it is everywhere (400)', async (body) => {
    const response = await fetch(admin, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
  })
})

describe('GraphiQL', () => {
  it('is not offered where it could send nothing that its user types', async () => {
    const response = await fetch(admin, { headers: { accept: 'text/html' } })
    expect(response.status).toBe(404)
    expect(
      (await fetch(`${gateway.url}/public/graphql`, { headers: { accept: 'text/html' } })).headers.get('content-type'),
    ).not.toContain('json')
  })
})
