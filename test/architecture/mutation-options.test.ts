import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mutationOptions } from '#graphql/mutation-options.ts'
import { buildSchema } from '#graphql/schema.ts'
import { schema } from './schema-elements.ts'
import { findSourceFiles, type SourceFile } from './source-files.ts'

/** Mutations for which partners need an idempotency key. One that comes to the public API takes a line here. */
const KEYED = ['cancelBooking', 'createBooking', 'holdSlot']
const CREATES_OR_MOVES_MONEY = /^(create|hold|pay|record|refund|cancel|capture|redeem)[A-Z]/

/** What cannot be done inside of a transaction that goes on: to hash for long, and to count what has failed. */
const OWN_TRANSACTIONS = /from '(#platform\/crypto\/passwords\.ts|\.\/throttle-attempts\.ts)'/

const mutationNames = Object.keys(schema.getMutationType()?.getFields() ?? {})
const code = new Map(findSourceFiles('src/domains/*/{graphql,use-cases}/*.ts').map((file) => [file.path, file]))
const mutations = [...code.values()].filter(({ path }) => path.endsWith('.mutation.ts'))

/** The use cases behind a file, and theirs. */
function useCasesOf({ path, text }: SourceFile, found = new Set<SourceFile>()): Set<SourceFile> {
  for (const [, relative = ''] of text.matchAll(/from '(\.[^']+\.ts)'/g)) {
    const file = code.get(join(dirname(path), relative))
    if (!file?.path.includes('/use-cases/') || found.has(file)) continue
    found.add(file)
    useCasesOf(file, found)
  }
  return found
}

describe('a mutation', () => {
  it('of the public API that creates, pays, refunds or cancels needs an idempotency key, and so do these alone', () => {
    const needy = mutationNames.filter((name) => mutationOptions(schema, name).keyRequiredFor?.includes('public'))
    expect(needy.sort()).toEqual(KEYED)
    const ofPartners = Object.keys(buildSchema('public').getMutationType()?.getFields() ?? {})
    expect(ofPartners.filter((name) => CREATES_OR_MOVES_MONEY.test(name) && !KEYED.includes(name))).toEqual([])
  })

  it('that hashes passwords or counts failures has its own transactions, and says why in a sentence', () => {
    const withOwn = mutations.filter((file) => [...useCasesOf(file)].some(({ text }) => OWN_TRANSACTIONS.test(text)))
    expect(withOwn.length).toBeGreaterThan(0)
    expect(withOwn.filter(({ text }) => !text.includes('ownTransactions:')).map(({ path }) => path)).toEqual([])
    const reasons = mutationNames.map((name) => mutationOptions(schema, name).ownTransactions)
    expect(reasons.filter((reason) => reason !== undefined && !/^[A-Z].*\.$/.test(reason))).toEqual([])
  })
})
