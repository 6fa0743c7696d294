import { expect, it } from 'vitest'
import { isDryRun, kindOf } from '../../client/documents.ts'

const ofText = (text: string) => ({ toString: () => text })

it.each([
  ['query', '{ viewer { permissions } }'],
  ['query', 'query Mutation { mutation: viewer { subscription: permissions } }'],
  ['query', 'query ($mutation: Mutation = { subscription: [A, B] }) @mutation(if: true) { a }'],
  ['query', '# mutation {\n"""subscription""" query A { a(text: "} mutation { \\" ") b }'],
  ['query', 'fragment mutation on Mutation { a } query A { ...mutation }'],
  ['mutation', 'mutation SignOut { signOut { __typename } }'],
  ['mutation', '\n  mutation($i:I!){a(i:$i)}'],
  ['mutation', 'fragment F on Query @d(a: { b: 1 }) { a { b } }\nmutation M { a }'],
  ['mutation', 'mutation M { a }\n    fragment query on Q { a }'],
  ['subscription', 'fragment F on Query { a }subscription S { a }'],
])('the kind of operation is %s in %s', (kind, text) => {
  expect(kindOf(ofText(text))).toBe(kind)
})

it('a dry run is told from a text that speaks of one', () => {
  expect(isDryRun(ofText('mutation M @dryRun { a }'))).toBe(true)
  expect(isDryRun(ofText('mutation M { a(text: "@dryRun") } # @dryRun'))).toBe(false)
})
