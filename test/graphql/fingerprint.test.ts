import { parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { findOperation } from '#graphql/find-operation.ts'
import { fingerprintOf } from '#graphql/fingerprint.ts'
import type { Operation } from '#graphql/operation.ts'
import type { Audience } from '#kernel/audience.ts'

const TEXT = 'mutation Note($note: Note) { write(note: $note) { id } }'

function fingerprint(
  text: string,
  variables: Operation['variables'] = {},
  { operationName = null, audience = 'admin' }: { operationName?: string | null; audience?: Audience } = {},
): string {
  const document = parse(text)
  const operation = { document, documentKey: text, operationName, variables }
  return fingerprintOf(operation, findOperation(document, operationName) as never, audience).toString('hex')
}

describe('the fingerprint of a request', () => {
  it('is 32 bytes', () => {
    expect(fingerprint(TEXT)).toMatch(/^[0-9a-f]{64}$/)
  })

  it.each<[string, string]>([
    [
      'the layout of the document',
      fingerprint('mutation Note($note: Note) {\n  # why\n  write(note: $note) { id, }\n}'),
    ],
    ['naming the one operation there is', fingerprint(TEXT, {}, { operationName: 'Note' })],
    ['sending no variables instead of none', fingerprint(TEXT, null)],
  ])('does not depend on %s', (_what, same) => {
    expect(same).toBe(fingerprint(TEXT))
  })

  it('does not depend on the order of the fields of the variables, however deep', () => {
    expect(fingerprint(TEXT, { note: { a: [{ x: 1, y: 2 }], b: null } })).toBe(
      fingerprint(TEXT, { note: { b: null, a: [{ y: 2, x: 1 }] } }),
    )
  })

  const variables = { note: { a: [1, 2], b: 'text' } }
  it.each<[string, string]>([
    ['another document', fingerprint(TEXT.replace('{ id }', '{ id name }'), variables)],
    ['another audience', fingerprint(TEXT, variables, { audience: 'chef' })],
    ['another value', fingerprint(TEXT, { note: { a: [1, 2], b: 'Text' } })],
    ['another order of a list', fingerprint(TEXT, { note: { a: [2, 1], b: 'text' } })],
    ['a value that is null instead of not given', fingerprint(TEXT, { note: { a: [1, 2], b: 'text', c: null } })],
    ['a number instead of its text', fingerprint(TEXT, { note: { a: ['1', 2], b: 'text' } })],
    [
      'pairs instead of fields',
      fingerprint(TEXT, {
        note: [
          ['a', [1, 2]],
          ['b', 'text'],
        ],
      }),
    ],
    ['a field of a strange name', fingerprint(TEXT, JSON.parse('{"note":{"a":[1,2],"b":"text","__proto__":1}}'))],
  ])('changes with %s', (_what, other) => {
    expect(other).not.toBe(fingerprint(TEXT, variables))
  })

  it('changes with the operation of the document that is asked for', () => {
    const two = 'mutation A { write { id } } mutation B { write { id } }'
    expect(fingerprint(two, {}, { operationName: 'A' })).not.toBe(fingerprint(two, {}, { operationName: 'B' }))
  })
})
