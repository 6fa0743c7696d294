import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { FEED_LIMITS } from '#domains/bookings/model/feeds/feed-limits.ts'
import { MAX_FEED_EVENTS } from '#domains/bookings/model/feeds/feed-window.ts'
import { introspectionWeights, weights } from '#graphql/cost/weights.ts'
import { limits } from '#graphql/limits.ts'
import { ratePlans } from '#kernel/rate-plan.ts'
import { defaultAllowances } from '#platform/rate-limits/allowances.ts'
import { FEED_PACE, FETCH_POINTS } from '#server/calendars.ts'
import { CostCalculator } from '../support/cost-calculator.ts'

const lines = readFileSync('docs/limits.md', 'utf8').split('\n')
const show = (value: number | string) => (typeof value === 'number' ? value.toLocaleString('en-US') : value)
const row = (...cells: readonly (number | string)[]) => `| ${cells.map(show).join(' | ')} |`

const { admin, public: partners } = limits.documents
const both = (what: string, value: number) => row(what, value, value)

it('docs/limits.md tells the limits of documents as they are', () => {
  expect(limits.documents.chef).toEqual(admin)
  expect(lines).toEqual(
    expect.arrayContaining([
      row('characters (UTF-16 code units)', admin.characters, partners.characters),
      row('tokens', admin.tokens, partners.tokens),
      row('brackets in each other, of any kind', admin.nesting, partners.nesting),
      row('fields of an operation, fragments written out', admin.fields, partners.fields),
      row('fields of the root, fragments written out', admin.rootFields, partners.rootFields),
      row('fields in each other', admin.depth, partners.depth),
      row('aliases of an operation, `__typename` included', admin.aliases, partners.aliases),
      row('aliases of one field', admin.aliasesOfField, partners.aliasesOfField),
      row('directives of an operation', admin.directives, partners.directives),
      both('entries of a list that is given', limits.inputListEntries),
      both('characters of a text that is given', limits.textCharacters),
      both('lists and objects in each other, in the variables', limits.variableDepth),
      both('body of a request, bytes', limits.bodyBytes),
      both('message of a socket, bytes', limits.socketMessageBytes),
    ]),
  )
})

it('docs/limits.md tells the weights as they are', () => {
  expect(lines).toEqual(
    expect.arrayContaining([
      row('a page of a list of the root', `${weights.rootConnection}, and its entries`),
      row('`totalCount`', weights.totalCount),
      row('a mutation', weights.mutation),
      row(
        'a calendar',
        `${weights.calendar}, and its entries: up to its \`limit\` of each kind that is selected, ${weights.part} each`,
      ),
      row('statistics of bookings', weights.statistics),
      row('a search in encrypted data', weights.search),
      row('an encrypted value', weights.sealed),
      row('an entry of a short list that is read with its owner', weights.part),
      row('`__schema`, `__type` with all that is in them', Object.values(introspectionWeights).join(', ')),
    ]),
  )
  const calculator = new CostCalculator(readFileSync('schema/admin.graphql', 'utf8'))
  expect(calculator.cost('{ bookings(first: 50) { nodes { customer { id } } } }', {})).toBe(105)
})

it('docs/limits.md tells the allowances as they are', () => {
  const allowance = (who: string, kind: keyof typeof defaultAllowances) => {
    const { operation, limit, restorePerSecond, concurrency } = defaultAllowances[kind]
    return row(who, operation, limit, restorePerSecond, concurrency)
  }
  expect(lines).toEqual(
    expect.arrayContaining([
      allowance('an address from which nobody has signed in', 'ANONYMOUS'),
      allowance('one of the staff', 'STAFF'),
      ...ratePlans.map((plan) => allowance(`an API key, \`${plan}\``, plan)),
    ]),
  )
})

it('docs/limits.md tells the limits of calendars as they are', () => {
  const [line] = lines.filter((text) => text.startsWith('- A calendar '))
  expect(FEED_PACE.restorePerSecond).toBe(1)
  expect(line).toContain(`costs its address ${FETCH_POINTS} points`)
  expect(line).toContain(`${FEED_PACE.limit} times at once, then once a second`)
  expect(line).toContain(`at most ${show(MAX_FEED_EVENTS)} events`)
  expect(line).toContain(`at most ${FEED_LIMITS.STATION} calendar feeds`)
  expect(line).toContain(`a person there ${FEED_LIMITS.PERSON} of them`)
})
