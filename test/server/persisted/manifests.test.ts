import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buildSchema } from 'graphql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Documents } from '#graphql/documents.ts'
import { limits } from '#graphql/limits.ts'
import type { Log } from '#platform/log.ts'
import { RegisteredOperations } from '#server/persisted/registered-operations.ts'
import { createManifests, hashOf, idOf, type TestManifests } from '../../support/manifests.ts'
import { waitFor } from '../../support/wait.ts'

const GOOD = '{a}'
const BETTER = '{a b}'
const documents = new Documents({
  schema: buildSchema('type Query { a: Int, b: Int }'),
  bounds: limits.documents.admin,
})

let manifests: TestManifests
let operations: RegisteredOperations | null
let entries: { level: string; message: string; fields: Record<string, unknown> }[]

const record = (level: string) => (fields: object, message: string) =>
  entries.push({ level, message, fields: { ...fields } })
const log: Log = { debug: record('debug'), info: record('info'), warn: record('warn'), error: record('error') }

beforeEach(async () => {
  manifests = await createManifests()
  operations = null
  entries = []
})
afterEach(async () => {
  operations?.close()
  await manifests.clear()
})

async function open(): Promise<RegisteredOperations> {
  operations = await RegisteredOperations.open({ audience: 'admin', directory: manifests.directory, documents, log })
  return operations
}

const errors = () => entries.filter(({ level }) => level === 'error')

describe('manifests of operations', () => {
  it('count together, each document once', async () => {
    await manifests.register('admin', 'web-1.json', [GOOD])
    await manifests.register('admin', 'web-2.json', [GOOD, BETTER])
    await manifests.write('admin', 'notes.txt', 'not a manifest')
    await manifests.write('admin', '.hidden.json', 'not one either')
    const { size } = await open()
    expect(size).toBe(2)
    expect(entries).toEqual([
      {
        level: 'info',
        message: 'operations are registered',
        fields: { audience: 'admin', operations: 2, manifests: 2 },
      },
    ])
  })

  it('lose only what is not right with them, and it is said what that is', async () => {
    const unknownField = '{c}'
    await manifests.write(
      'admin',
      'web.json',
      JSON.stringify({
        [idOf(GOOD)]: GOOD,
        [idOf(unknownField)]: unknownField,
        [idOf('{')]: '{',
        [idOf('{b}')]: BETTER,
        plain: '{b}',
      }),
    )
    const registered = await open()
    expect(registered.size).toBe(1)
    expect(registered.find(hashOf(GOOD))).toBe(GOOD)
    expect(registered.find(hashOf('{b}'))).toBeUndefined()
    const message = 'a registered operation is not valid, and is left out'
    const place = { audience: 'admin', file: 'web.json' }
    const wrongId = ['The id is not the hash of the text.']
    expect(errors()).toEqual([
      {
        level: 'error',
        message,
        fields: { ...place, document: idOf(unknownField), faults: [expect.stringMatching(/^Cannot query field "c"/)] },
      },
      {
        level: 'error',
        message,
        fields: { ...place, document: idOf('{'), faults: [expect.stringMatching(/^Syntax Error/)] },
      },
      { level: 'error', message, fields: { ...place, document: idOf('{b}'), faults: wrongId } },
      { level: 'error', message, fields: { ...place, document: 'plain', faults: wrongId } },
    ])
  })

  it.each([
    ['is no JSON', '{'],
    ['is no object of texts', `{"${idOf(GOOD)}": {"body": "{a}"}}`],
    ['is a list', '[]'],
  ])('are read past one that %s', async (_what, content) => {
    await manifests.write('admin', 'a.json', content)
    await manifests.register('admin', 'b.json', [BETTER])
    expect((await open()).find(hashOf(BETTER))).toBe(BETTER)
    expect(errors()).toMatchObject([{ message: 'a manifest of operations cannot be read', fields: { file: 'a.json' } }])
  })

  it('keep their former content while they cannot be read, which is said once', async () => {
    await manifests.register('admin', 'web.json', [GOOD])
    const registered = await open()
    await manifests.write('admin', 'web.json', '{ half a manif')
    await waitFor('the complaint', () => errors().length > 0)
    expect(registered.find(hashOf(GOOD))).toBe(GOOD)
    await manifests.register('admin', 'web.json', [BETTER])
    await waitFor('the repaired manifest', () => registered.find(hashOf(BETTER)))
    expect(registered.find(hashOf(GOOD))).toBeUndefined()
    expect(errors()).toHaveLength(1)
  })

  it('stay good when their whole folder vanishes', async () => {
    await manifests.register('admin', 'web.json', [GOOD])
    const registered = await open()
    const folder = join(manifests.directory, 'admin')
    await rename(folder, `${folder}.away`)
    await waitFor('the complaint', () => errors().length > 0)
    expect(errors()).toMatchObject([{ message: 'registered operations cannot be read again' }])
    await rm(`${folder}.away`, { recursive: true })
    expect(registered.find(hashOf(GOOD))).toBe(GOOD)
  })

  it('may come later, into a folder that is not there yet', async () => {
    const registered = await open()
    expect(registered.size).toBe(0)
    await manifests.register('admin', 'web.json', [GOOD])
    await waitFor('the operation', () => registered.find(hashOf(GOOD)))
    expect(errors()).toEqual([])
  })

  it('cannot be in a directory that is not there: the start fails', async () => {
    const opening = RegisteredOperations.open({
      audience: 'admin',
      directory: join(manifests.directory, 'nowhere'),
      documents,
      log,
    })
    await expect(opening).rejects.toThrow('ENOENT')
  })
})
