import { buildSchema, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { dryRun } from '#graphql/dry-run.ts'
import { findOperation } from '#graphql/find-operation.ts'
import { type Manner, mannerOf } from '#graphql/manner.ts'
import type { Audience } from '#kernel/audience.ts'
import { anonymous, type Viewer } from '#kernel/viewer.ts'
import { newId } from '#platform/new-id.ts'

const schema = buildSchema(`
  directive @dryRun on MUTATION
  type Query { read: Int }
  type Subscription { hear: Int }
  type Mutation { write: Int, other: Int, pay: Int, signIn: Int }`)
const fields = schema.getMutationType()?.getFields() ?? {}
Object.assign(fields.pay ?? {}, { extensions: { pothosOptions: { keyRequiredFor: ['public'] } } })
Object.assign(fields.signIn ?? {}, { extensions: { pothosOptions: { ownTransactions: 'It works on the password.' } } })

const KEY = 'key-of-the-test'
const user: Viewer = {
  kind: 'user',
  userId: newId(),
  sessionId: newId(),
  stationIds: [],
  organizationIds: [],
  grants: new Map(),
}
const partner: Viewer = { ...user, kind: 'partner', apiKeyId: newId(), partnerId: newId(), plan: 'TRIAL' }

function manner(
  text: string,
  key: string | null,
  { viewer = user, audience = 'admin' }: { viewer?: Viewer; audience?: Audience } = {},
): Manner {
  const document = parse(text)
  const operation = {
    document,
    documentKey: text,
    operationName: null,
    variables: {},
    idempotencyKey: { extension: key },
  }
  return mannerOf(schema, operation, findOperation(document, null) as never, { viewer, audience })
}

describe('how an operation is executed', () => {
  it('is as it comes, without key and directive', () => {
    for (const text of ['{ read }', 'mutation { write }', 'mutation { write signIn }', 'subscription { hear }']) {
      expect(manner(text, null)).toEqual({ kind: 'plain' })
    }
  })

  it('is tried out where @dryRun says so, whatever the number of its fields', () => {
    expect(manner(`mutation @${dryRun.name} { write }`, null)).toEqual({ kind: 'dryRun' })
    expect(manner('mutation @dryRun { write other }', null)).toEqual({ kind: 'dryRun' })
  })

  it('is once under a key, which is its sender’s', () => {
    const bytes = { keyHash: expect.any(Buffer), fingerprint: expect.any(Buffer) }
    expect(manner('mutation { write }', KEY)).toEqual({
      kind: 'once',
      key: KEY,
      request: { principal: `user:${user.kind === 'user' && user.userId}`, ...bytes },
    })
    const asPartner = manner('mutation { write }', KEY, { viewer: partner, audience: 'public' })
    expect(asPartner).toMatchObject({ request: { principal: `key:${partner.kind === 'partner' && partner.apiKeyId}` } })
  })

  it('counts a root field once that stands there twice, and not at all what is about the schema', () => {
    const text =
      'mutation { __typename write ...F ... on Mutation { write } } fragment F on Mutation { write ...G } fragment G on Mutation { write }'
    expect(manner(text, KEY).kind).toBe('once')
  })
})

describe('a key is refused', () => {
  it.each([
    ['for a query', '{ read }', 'Only a mutation'],
    ['for a subscription', 'subscription { hear }', 'Only a mutation'],
    ['for two root fields', 'mutation { write other }', 'exactly one root field'],
    ['for one field that is asked for twice', 'mutation { a: write b: write }', 'exactly one root field'],
    ['for a second field in a fragment', 'mutation { write ...F } fragment F on Mutation { other }', 'exactly one'],
    [
      'for a second field that may be left out',
      'mutation ($if: Boolean!) { write other @skip(if: $if) }',
      'exactly one',
    ],
    ['for nothing but the name of the type', 'mutation { __typename }', 'exactly one root field'],
    ['for a dry run', 'mutation @dryRun { write }', 'takes no idempotency key'],
    ['for what has its own transactions', 'mutation { signIn }', 'signIn takes neither'],
  ])('%s', (_what, text, message) => {
    expect(() => manner(text, KEY)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }))
    expect(() => manner(text, KEY)).toThrow(message)
  })

  it('from nobody in particular', () => {
    expect(() => manner('mutation { write }', KEY, { viewer: anonymous })).toThrow(
      expect.objectContaining({ code: 'UNAUTHENTICATED' }),
    )
  })
})

describe('a dry run is refused', () => {
  it('of what has its own transactions, with the reason', () => {
    const text = 'mutation @dryRun { write ...F } fragment F on Mutation { signIn }'
    expect(() => manner(text, null)).toThrow(
      'signIn takes neither an idempotency key nor @dryRun. It works on the password.',
    )
  })
})

describe('a mutation that needs a key', () => {
  it('is refused without one, in the audience for which it is needed alone', () => {
    expect(() => manner('mutation { pay }', null, { viewer: partner, audience: 'public' })).toThrow(
      'pay needs an idempotency key: send the header Idempotency-Key.',
    )
    expect(() => manner('mutation { ...F } fragment F on Mutation { x: pay }', null, { audience: 'public' })).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', status: 400 }),
    )
    expect(manner('mutation { pay }', null)).toEqual({ kind: 'plain' })
    expect(manner('mutation { write }', null, { audience: 'public' })).toEqual({ kind: 'plain' })
    expect(manner('mutation { pay }', KEY, { audience: 'public' }).kind).toBe('once')
  })

  it('is tried out without one', () => {
    expect(manner('mutation @dryRun { pay }', null, { audience: 'public' })).toEqual({ kind: 'dryRun' })
  })
})
