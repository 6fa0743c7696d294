import { beforeEach, describe, expect, it } from 'vitest'
import { createKeyHolder, type KeyHolder } from '../../tools/graphiql/key-holder.ts'
import type { GraphqlAnswer } from '../../tools/graphiql/transport.ts'

let stored: Map<string, string>
let shown: (string | undefined)[]
let answer: () => Promise<GraphqlAnswer>
let holder: KeyHolder

beforeEach(() => {
  stored = new Map()
  shown = []
  answer = async () => ({ data: { viewer: { apiKey: { name: 'Feast Finder' } } } })
  holder = open()
})

/** A holder over the same storage, as a reload of the page opens it. */
function open(): KeyHolder {
  return createKeyHolder({
    post: async (_request, headers) => {
      shown.push(headers?.authorization)
      return answer()
    },
    storage: {
      getItem: (name) => stored.get(name) ?? null,
      setItem: (name, value) => void stored.set(name, value),
      removeItem: (name) => void stored.delete(name),
    },
    storageKey: 'key',
  })
}

describe('an API key in GraphiQL', () => {
  it('is taken when the gateway knows it, and kept over a reload', async () => {
    expect(await holder.accessToken()).toBeUndefined()
    await holder.show('tp_live_x')
    expect(shown).toEqual(['Bearer tp_live_x'])
    expect(open().view()).toEqual({ name: 'Feast Finder', notice: null })
    expect(await open().accessToken()).toBe('tp_live_x')
  })

  it.each<[string, () => Promise<GraphqlAnswer>, string]>([
    ['the gateway refuses', async () => ({ errors: [{ message: 'Not valid' }] }), 'Not valid'],
    ['is nobody’s', async () => ({ data: { viewer: null } }), 'The gateway gave no reason'],
    ['nobody could be asked about', () => Promise.reject(new Error('Failed to fetch')), 'Failed to fetch'],
  ])('that %s is not taken, and it is said why', async (_what, refuse, notice) => {
    answer = refuse
    await holder.show('tp_live_x')
    expect(holder.view()).toEqual({ name: null, notice })
    expect(await holder.accessToken()).toBeUndefined()
    expect(stored.size).toBe(0)
  })

  it('is forgotten on signing out, and cannot be renewed', async () => {
    let changes = 0
    const leave = holder.subscribe(() => {
      changes += 1
    })
    await holder.show('tp_live_x')
    expect(await holder.renew()).toBe(false)
    await holder.signOut()
    expect(changes).toBe(2)
    leave()
    expect([holder.view(), stored.size]).toEqual([{ name: null, notice: null }, 0])
    expect(shown).toHaveLength(1)
  })
})
