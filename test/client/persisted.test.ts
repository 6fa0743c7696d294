import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GatewayClient } from '../../client/client.ts'
import type { TypedDocument } from '../../client/documents.ts'
import { ViewerDocument } from '../operations/admin/generated/graphql.ts'
import { ViewerDocument as ChefViewerDocument } from '../operations/chef/generated/graphql.ts'
import { FlakyProxy } from '../support/flaky-proxy.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { createManifests, type TestManifests } from '../support/manifests.ts'

let manifests: TestManifests
let gateway: TestGateway
let proxy: FlakyProxy

beforeAll(async () => {
  manifests = await createManifests()
  for (const audience of ['admin', 'chef']) {
    const manifest = await readFile(`test/operations/${audience}/generated/persisted-documents.json`, 'utf8')
    await manifests.write(audience, 'tests.json', manifest)
  }
  gateway = await startTestGateway({ persistedOperations: { mode: 'require', directory: manifests.directory } })
  proxy = await FlakyProxy.before(gateway.url)
})
afterAll(async () => {
  await proxy.stop()
  await gateway.stop()
  await manifests.clear()
})

const text = (query: string) => ({ toString: () => query }) as TypedDocument<Record<string, unknown>, object>

describe('a client that sends ids', () => {
  it.each([
    ['/graphql', ViewerDocument],
    ['/chef/graphql', ChefViewerDocument],
  ] as const)('calls %s with what graphql-codegen has registered', async (path, document) => {
    const client = new GatewayClient({ url: `${proxy.url}${path}`, documents: 'ids' })
    expect(await client.run(document as TypedDocument<object, object>, {})).toEqual({ viewer: null })
    expect(proxy.seen.at(-1)?.body).toEqual({
      documentId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      variables: {},
    })
  })

  it('never sends a text instead', async () => {
    const unknown: TypedDocument<object, object> = {
      toString: () => '{ viewer { permissions } }',
      __meta__: { hash: `sha256:${'0'.repeat(64)}` },
    }
    const client = new GatewayClient({ url: `${proxy.url}/graphql`, documents: 'ids' })
    proxy.seen.length = 0
    await expect(client.run(unknown, {})).rejects.toMatchObject({ code: 'PERSISTED_QUERY_NOT_FOUND', status: 200 })
    expect(proxy.seen.map(({ body }) => body.query)).toEqual([undefined])
    await expect(client.run(text('{ viewer { permissions } }'), {})).rejects.toThrow('This document has no id')
  })
})

describe('a client that sends texts where ids are required', () => {
  it('is told so', async () => {
    const client = new GatewayClient({ url: `${proxy.url}/graphql` })
    await expect(client.run(ViewerDocument, {})).rejects.toMatchObject({
      code: 'PERSISTED_QUERY_REQUIRED',
      status: 400,
    })
  })
})

describe('a client that sends hashes', () => {
  it('sends the text once, when it is asked for it', async () => {
    const client = new GatewayClient({ url: `${proxy.url}/public/graphql`, documents: 'automatic' })
    const document = text('query Once { __typename }')
    proxy.seen.length = 0
    for (let time = 0; time < 3; time += 1) expect(await client.run(document, {})).toEqual({ __typename: 'Query' })
    expect(proxy.seen.map(({ body }) => body.query)).toEqual([
      undefined,
      'query Once { __typename }',
      undefined,
      undefined,
    ])
  })

  it('sends it again to a gateway that does not know it', async () => {
    const other = await startTestGateway({ database: gateway.database })
    const client = new GatewayClient({ url: `${proxy.url}/public/graphql`, documents: 'automatic' })
    const document = text('query Elsewhere { __typename }')
    await client.run(document, {})
    proxy.lead(other.url)
    expect(await client.run(document, {})).toEqual({ __typename: 'Query' })
    proxy.lead(gateway.url)
    await other.stop()
  })

  it('sends texts from then on, when it hears that hashes are not supported', async () => {
    const development = await startTestGateway({ database: gateway.database })
    proxy.lead(development.url)
    const client = new GatewayClient({ url: `${proxy.url}/graphql`, documents: 'automatic' })
    proxy.seen.length = 0
    for (let time = 0; time < 2; time += 1)
      expect(await client.run(text('{ __typename }'), {})).toEqual({ __typename: 'Query' })
    expect(proxy.seen.map(({ body }) => body.query)).toEqual([undefined, '{ __typename }', '{ __typename }'])
    proxy.lead(gateway.url)
    await development.stop()
  })
})
