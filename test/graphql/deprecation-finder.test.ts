import { parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { DeprecationFinder } from '#graphql/deprecation-finder.ts'
import { listDeprecations } from '#graphql/deprecations.ts'
import { createAgeingSchema } from '../support/ageing-schema.ts'

const finder = new DeprecationFinder(createAgeingSchema())

function find(text: string, variables: Record<string, unknown> | null = null, operationName: string | null = null) {
  return finder.find(parse(text), operationName, variables).map(({ coordinate }) => coordinate)
}

describe('what an operation uses that is going away', () => {
  it('is told with what to use instead, and the day from which it may be gone', () => {
    expect(finder.find(parse('{ guests(limit: 1) { shoeSize } }'), null, {})).toEqual([
      { coordinate: 'Query.guests(limit:)', reason: 'Use first. Sunset 2027-05-01', sunset: '2027-05-01' },
      { coordinate: 'Guest.shoeSize', reason: 'Nobody asks.', sunset: null },
    ])
  })

  it.each<[string, string, string[]]>([
    ['a field', '{ guest { shoeSize } }', ['Guest.shoeSize']],
    ['a field of an interface', '{ named { name } }', ['Named.name']],
    ['an argument', '{ guests(limit: 1) { fullName } }', ['Query.guests(limit:)']],
    ['an argument of a directive', '{ fresh @paint(color: "red") }', ['@paint(color:)']],
    ['a field of an input', '{ guests(filter: { range: { size: 1 } }) { fullName } }', ['Range.size']],
    ['one inside another', '{ guests(filter: { range: { inner: [{ size: 1 }] } }) { fullName } }', ['Range.size']],
    ['a value of an enum', '{ guests(order: RANDOM) { fullName } }', ['Order.RANDOM']],
    ['one in a list', '{ guests(filter: { orders: [NEWEST, RANDOM] }) { fullName } }', ['Order.RANDOM']],
    ['a default of a variable', 'query ($o: Order = RANDOM) { guests(order: $o) { fullName } }', ['Order.RANDOM']],
    ['something in a fragment', '{ guest { ...G } } fragment G on Guest { ... { shoeSize } }', ['Guest.shoeSize']],
    ['one thing twice', '{ guest { shoeSize } guests { a: shoeSize } }', ['Guest.shoeSize']],
    ['nothing', '{ guests(first: 1, order: NEWEST) { fullName name } fresh __typename }', []],
  ])('may be %s', (_what, text, expected) => {
    expect(find(text)).toEqual(expected)
  })

  it.each<[string, unknown, string[]]>([
    ['nothing', undefined, []],
    ['null', null, []],
    ['what stays', { text: 'a', range: { from: 1, to: 2 }, orders: ['NEWEST'] }, []],
    ['a field', { range: { size: 1 } }, ['Range.size']],
    ['a field that is null', { range: { size: null } }, ['Range.size']],
    ['a field that is not given', { range: { size: undefined } }, []],
    ['a field in a list', { range: { inner: [{ to: 1 }, { size: 1 }, { size: 2 }] } }, ['Range.size']],
    [
      'a list of one, without its brackets',
      { range: { inner: { size: 1 } }, orders: 'RANDOM' },
      ['Range.size', 'Order.RANDOM'],
    ],
    ['values of an enum', { orders: ['RANDOM', 'NEWEST', 'RANDOM'] }, ['Order.RANDOM']],
    ['what is not of the type at all', { range: [1, 'x'], orders: { a: 1 } }, []],
  ])('may come in a variable, which holds %s', (_what, filter, expected) => {
    expect(find('query ($filter: Filter) { guests(filter: $filter) { fullName } }', { filter })).toEqual(expected)
  })

  it('is that of the operation that is executed, not of others in the document', () => {
    const text = 'query A { guest { ...G } } query B { fresh } fragment G on Guest { shoeSize }'
    expect(find(text, null, 'A')).toEqual(['Guest.shoeSize'])
    expect(find(text, null, 'B')).toEqual([])
    expect(find('query A { guest { shoeSize } }')).toEqual(['Guest.shoeSize'])
  })
})

describe('the list of all that a schema calls deprecated', () => {
  it('has an entry of each kind', () => {
    expect(listDeprecations(createAgeingSchema()).map(({ coordinate }) => coordinate)).toEqual([
      'Named.name',
      'Guest.shoeSize',
      'Order.RANDOM',
      'Range.size',
      'Query.guests(limit:)',
      'Subscription.ticks',
      '@paint(color:)',
    ])
  })
})
