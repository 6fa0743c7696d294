import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PersistedOperationsMode } from '#platform/config.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { createManifests, hashOf, idOf, type TestManifests } from '../../support/manifests.ts'
import { byPost, bySocket, transports } from '../../support/transports.ts'

const REGISTERED = '{viewer{permissions}}'
const FREE = '{ viewer { permissions } }'
const CLIENT = { 'apollographql-client-name': 'web 2.1' }

let manifests: TestManifests
let gateway: TestGateway | null = null

beforeEach(async () => {
  manifests = await createManifests()
})
afterEach(async () => {
  await gateway?.stop()
  await manifests.clear()
})

async function start(mode: PersistedOperationsMode, isRegistering = true): Promise<string> {
  gateway = await startTestGateway({
    persistedOperations: { mode, directory: isRegistering ? manifests.directory : null },
  })
  return `${gateway.url}/graphql`
}

const reports = () => gateway?.takeLog().filter(({ message }) => message === 'a document is not registered')

describe('operations that need not be registered', () => {
  it('are executed in any form, and say nothing', async () => {
    await manifests.register('admin', 'web.json', [REGISTERED])
    const endpoint = await start('off')
    for (const [, send] of transports) {
      for (const request of [{ query: FREE }, { query: REGISTERED }, { documentId: idOf(REGISTERED) }]) {
        expect(await send(endpoint, request)).toMatchObject({ data: { viewer: null }, codes: [] })
      }
      expect((await send(endpoint, { documentId: idOf(FREE) })).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND'])
    }
    expect(reports()?.map(({ fields }) => fields.document)).toEqual([idOf(FREE)])
  })

  it('have no ids where none was ever registered: clients are told to stop asking', async () => {
    const endpoint = await start('off', false)
    for (const [, send] of transports) {
      const { status, codes, messages } = await send(endpoint, { documentId: idOf(FREE) })
      expect([codes, messages]).toEqual([['PERSISTED_QUERY_NOT_SUPPORTED'], ['PersistedQueryNotSupported']])
      expect([200, null]).toContain(status)
    }
    const automatic = { query: FREE, extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(FREE) } } }
    expect(await byPost(endpoint, automatic)).toMatchObject({ data: { viewer: null } })
    expect((await byPost(endpoint, { extensions: automatic.extensions })).codes).toEqual([
      'PERSISTED_QUERY_NOT_SUPPORTED',
    ])
  })
})

describe('operations that are to be registered soon', () => {
  it('are executed; each that is not leaves one line in the log, with the client and without the text', async () => {
    await manifests.register('admin', 'web.json', [REGISTERED])
    const endpoint = await start('log')
    for (let time = 0; time < 2; time += 1) {
      for (const query of [FREE, REGISTERED]) {
        expect(await byPost(endpoint, { query }, CLIENT)).toMatchObject({ data: { viewer: null }, codes: [] })
      }
    }
    const another = `query Other ${FREE}`
    await bySocket(endpoint, { query: another }, CLIENT)
    expect(reports()).toEqual(
      [FREE, another].map((text) => ({
        level: 'warn',
        message: 'a document is not registered',
        fields: { audience: 'admin', document: idOf(text), client: 'web 2.1' },
      })),
    )
  })

  it('come from a client without a name, if it has none that is fit to be repeated', async () => {
    const endpoint = await start('log')
    const names = ['<script>', 'x'.repeat(65), '']
    for (const [at, name] of names.entries()) {
      await byPost(endpoint, { query: `query Q${at} ${FREE}` }, { 'apollographql-client-name': name })
    }
    await byPost(endpoint, { query: `query Named ${FREE}` }, { 'graphql-client-name': 'chef-ios' })
    expect(reports()?.map(({ fields }) => fields.client)).toEqual([null, null, null, 'chef-ios'])
  })
})

describe('operations that must be registered', () => {
  it('are reported at the start where there are none, and when they are refused', async () => {
    const endpoint = await start('require')
    const none = gateway?.takeLog().filter(({ message }) => message === 'no operation is registered: all are refused')
    expect(none?.map(({ fields }) => fields.audience).sort()).toEqual(['admin', 'chef'])
    expect((await byPost(endpoint, { query: FREE }, CLIENT)).codes).toEqual(['PERSISTED_QUERY_REQUIRED'])
    expect((await byPost(endpoint, { documentId: idOf(REGISTERED) }, CLIENT)).codes).toEqual([
      'PERSISTED_QUERY_NOT_FOUND',
    ])
    expect(reports()?.map(({ fields }) => fields)).toEqual(
      [FREE, REGISTERED].map((text) => ({ audience: 'admin', document: idOf(text), client: 'web 2.1' })),
    )
  })

  it('are those of our own apps: partners send what they like', async () => {
    const endpoint = await start('require')
    const menu = { query: '{ menu(first: 1) { totalCount } }' }
    expect((await byPost(endpoint.replace('/graphql', '/public/graphql'), menu)).codes).not.toContain(
      'PERSISTED_QUERY_REQUIRED',
    )
    expect((await byPost(endpoint.replace('/graphql', '/chef/graphql'), menu)).codes).toEqual([
      'PERSISTED_QUERY_REQUIRED',
    ])
  })
})
