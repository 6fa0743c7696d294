import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { getOperationAST, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import '#domains/domains.ts'
import { CostModel } from '#graphql/cost/cost-model.ts'
import { OperationCost } from '#graphql/cost/operation-cost.ts'
import { buildSchema } from '#graphql/schema.ts'
import { audiences } from '#kernel/audience.ts'
import { CostCalculator } from '../../support/cost-calculator.ts'
import { RandomOperations } from '../../support/random-operations.ts'

const admin = buildSchema('admin')
const adminCosts = new CostModel(admin)

function costOf(text: string): OperationCost {
  const document = parse(text)
  const operation = getOperationAST(document)
  if (!operation) throw new Error('no operation')
  return new OperationCost(admin, adminCosts, document, operation)
}

describe.each(audiences)('the cost of operations of the %s API', (audience) => {
  const schema = buildSchema(audience)
  const model = new CostModel(schema)
  const calculator = new CostCalculator(readFileSync(`schema/${audience}.graphql`, 'utf8'))
  const operations = new RandomOperations(schema)
  const kinds = (['query', 'mutation', 'subscription'] as const).filter((kind) => schema.getRootType(kind as never))

  it.each(kinds)('is what a client reckons from the printed schema: of any %s', (kind) => {
    fc.assert(
      fc.property(operations.of(kind), ({ text, variables }) => {
        const document = parse(text)
        const operation = getOperationAST(document)
        if (!operation) throw new Error('no operation')
        const cost = new OperationCost(schema, model, document, operation)
        expect(cost.requested(variables)).toBe(calculator.cost(text, variables))
      }),
      { numRuns: 200 },
    )
  })
})

describe('an operation is asked', () => {
  it.each<[points: number, what: string, text: string, variables?: object]>([
    [1, 'at least', '{ __typename }'],
    [1, 'for an object', '{ viewer { permissions } }'],
    [5 + 50, 'for a page and each of its entries', '{ bookings(first: 50) { nodes { id status } } }'],
    [5 + 50, 'the same for entries with their cursors', '{ bookings(last: 50) { edges { cursor node { id } } } }'],
    [5 + 1, 'for where the page lies', '{ bookings(first: 50) { pageInfo { endCursor } } }'],
    [5 + 5, 'for the length of the list', '{ bookings(first: 50) { totalCount } }'],
    [
      5 + 7 * 3,
      'for objects of its entries',
      '{ bookings(first: 7) { nodes { customer { id } total { amountCents } } } }',
    ],
    [
      5 + 4 * (1 + 1 + 3),
      'for pages of its entries',
      '{ customers(first: 4) { nodes { bookings(first: 3) { nodes { id } } } } }',
    ],
    [
      5 + 8 * (1 + 20 / 8),
      'for short lists, by their greatest length',
      '{ bookings(first: 8) { nodes { chefs { name } } } }',
    ],
    [1 + 3, 'in whole points', '{ booking(id: "x") { chefs { name } } }'],
    [5 + 10 * 3, 'for what is opened', '{ customers(first: 10) { nodes { name email } } }'],
    [5 + 1 + 1 + 10, 'for a search', '{ customers(first: 10, filter: { search: "ada" }) { pageInfo { endCursor } } }'],
    [
      5 + 1,
      'for no search that is null',
      '{ customers(first: 10, filter: { search: null }) { totalCount @skip(if: true) } }',
    ],
    [50, 'for the schema', '{ __schema { types { name fields { name type { name } } } } }'],
    [5, 'for a type', '{ __type(name: "Booking") { fields { name } } }'],
    [5 + 9, 'by its variables', 'query ($n: Int) { bookings(first: $n) { nodes { id } } }', { n: 9 }],
    [5 + 3, 'by their defaults', 'query ($n: Int = 3) { bookings(first: $n) { nodes { id } } }'],
    [5, 'for a page of nothing', 'query ($n: Int) { bookings(first: $n) { nodes { id } } }'],
    [5 + 100, 'for no more entries than a page may have', '{ bookings(first: 2147483647) { nodes { id } } }'],
    [
      5 + 200 * (2 / 8 + 1),
      'for lists of an object as long as its argument says',
      'query ($limit: Int!) { calendar(from: "2026-01-01T00:00:00Z", until: "2026-01-02T00:00:00Z", limit: $limit) { bookings { booking { customer { id } } } blocks { endsAt } } }',
      { limit: 200 },
    ],
    [
      5 + 5_000 / 8,
      'for no more of them than there can be',
      '{ calendar(from: "2026-01-01T00:00:00Z", until: "2026-01-02T00:00:00Z", limit: 2147483647) { blocks { endsAt } } }',
    ],
    [5, 'for a page that is not to be', '{ bookings(first: -4) { nodes { id } } }'],
    [5 + 9, 'for the longer page of two', '{ bookings(first: 2, last: 9) { nodes { id } } }'],
    [
      5 + 6,
      'once for what stands there twice',
      '{ bookings(first: 6) { nodes { id } ...F } } fragment F on BookingConnection { nodes { status } }',
    ],
    [
      2 * (5 + 6),
      'twice under two names',
      '{ a: bookings(first: 6) { nodes { id } } b: bookings(first: 6) { nodes { id } } }',
    ],
    [
      5,
      'not for what is left out',
      'query ($no: Boolean!) { bookings(first: 6) { nodes @include(if: $no) { id } } }',
      { no: false },
    ],
    [
      5 + 6,
      'for what is not left out',
      'query ($no: Boolean!) { bookings(first: 6) { nodes @include(if: $no) { id } } }',
      { no: true },
    ],
  ])('%d: %s', (points, _what, text, variables = {}) => {
    expect(costOf(text).requested(variables as never)).toBe(points)
  })

  it('for the dearest of the types that can stand in a place', () => {
    const union = (members: string) =>
      `mutation ($input: CreateBookingInput!) { createBooking(input: $input) { ${members} } }`
    const payload = '... on CreateBookingPayload { booking { customer { name } } }'
    const error = '... on ValidationError { issues { path } }'
    expect(costOf(union(error)).requested({ input: {} })).toBe(10 + 1)
    expect(costOf(union(`${error} ${payload}`)).requested({ input: {} })).toBe(10 + 1 + 3)
  })

  it('for each object that is given, by its literals and by its variables', () => {
    const text = 'mutation ($input: CreateBookingInput!) { createBooking(input: $input) { __typename } }'
    const input = {
      customerId: 'x',
      items: [
        { serviceItemId: 'x', quantity: 1 },
        { serviceItemId: 'y', quantity: 1 },
      ],
    }
    expect(costOf(text).requested({ input })).toBe(10 + 1 + 2)
    const filter = '{ station: { in: ["x"] }, createdAt: { gte: "2026-01-01T00:00:00Z" } }'
    expect(costOf(`{ customers(first: 1, filter: ${filter}) { totalCount } }`).requested({})).toBe(5 + 5 + 3)
    const open = costOf(
      'query ($station: IdFilter) { customers(first: 1, filter: { station: $station }) { totalCount } }',
    )
    expect([open.requested({ station: { in: ['x'] } }), open.requested({}), open.requested({ station: null })]).toEqual(
      [12, 11, 11],
    )
  })
})

describe('an operation has cost', () => {
  const PAGE =
    '{ bookings(first: 50) { nodes { customer { name bookings(first: 5) { nodes { id } } } chefs { name } } } }'
  const booking = (...bookings: object[]) => ({
    customer: { name: 'Ada', bookings: { nodes: bookings } },
    chefs: [{ name: 'Bo' }, { name: 'Cy' }],
  })

  it.each<[points: number, what: string, text: string, data: object | null | undefined]>([
    [5, 'the page that was empty', PAGE, { bookings: { nodes: [] } }],
    [Math.ceil(5 + 1 + 3 + 2 / 8), 'what was there, rounded up', PAGE, { bookings: { nodes: [booking()] } }],
    [
      Math.ceil(5 + 2 * (1 + 3 + 2 / 8) + 3),
      'the entries of lists inside',
      PAGE,
      { bookings: { nodes: [booking({}, {}), booking({})] } },
    ],
    [5 + 1 + 1, 'not what was null', PAGE, { bookings: { nodes: [{ customer: null, chefs: [] }] } }],
    [5 + 1, 'nothing of entries that are null', PAGE, { bookings: { nodes: [null] } }],
    [5, 'what was tried', PAGE, { bookings: null }],
    [5, 'what was tried, also where the whole answer is null', PAGE, null],
    [1, 'the least, when it was not executed', PAGE, undefined],
    [50, 'the schema', '{ __schema { types { name } } }', { __schema: { types: [{ name: 'A' }, { name: 'B' }] } }],
    [
      10 + 1,
      'its input, whatever came of it',
      'mutation { signIn(input: { email: "a", password: "b" }) { __typename } }',
      null,
    ],
  ])('%d: %s', (points, _what, text, data) => {
    expect(costOf(text).actual({}, data as never)).toBe(points)
  })

  it('what the dearest type would have that its fields allow', () => {
    const members = '... on CreateBookingPayload { booking { customer { name } } } ... on ValidationError { code }'
    const cost = costOf(`mutation { createBooking(input: {}) { ${members} } }`)
    expect(cost.actual({}, { createBooking: { code: 'VALIDATION_FAILED' } })).toBe(10 + 1)
    expect(cost.actual({}, { createBooking: { booking: { customer: { name: 'Ada' } } } })).toBe(10 + 1 + 3)
  })
})
