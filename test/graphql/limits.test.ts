import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { ExtentMeter } from '#graphql/extent.ts'
import { documentRules, limits, requireStorableVariables } from '#graphql/limits.ts'

const schema = buildSchema('type Query { node(text: String, list: [Int]): Query, leaf: Int }')

function faults(text: string): string[] {
  return validate(schema, parse(text), documentRules).map(({ message }) => message)
}

function extent(text: string) {
  const document = parse(text)
  const [operation] = document.definitions
  if (operation?.kind !== 'OperationDefinition') throw new Error('no operation')
  return new ExtentMeter(document).measure(operation.selectionSet)
}

const nested = (depth: number) => `${'{ node '.repeat(depth - 1)}{ leaf ${'}'.repeat(depth)}`

/** Each fragment holds the next one twice. */
function doubling(fragments: number): string {
  const all = Array.from(
    { length: fragments },
    (_, at) => `fragment F${at} on Query { a: node { ...F${at + 1} } b: node { ...F${at + 1} } }`,
  )
  return `{ ...F0 } ${all.join(' ')} fragment F${fragments} on Query { leaf }`
}

describe('the extent of an operation', () => {
  it('counts fields and levels, with fragments written out wherever they stand', () => {
    expect(extent('{ leaf }')).toEqual({ fields: 1, depth: 1 })
    expect(extent('{ a: leaf b: leaf node { leaf node { leaf } } }')).toEqual({ fields: 6, depth: 3 })
    expect(extent('{ ... on Query { node { ... { leaf } } } }')).toEqual({ fields: 2, depth: 2 })
    const fragment = 'fragment F on Query { leaf node { leaf } }'
    expect(extent(`{ ...F node { ...F ...F } } ${fragment}`)).toEqual({ fields: 3 + 1 + 6, depth: 3 })
    expect(extent(doubling(3))).toEqual({ fields: 2 + 4 + 8 + 8, depth: 4 })
  })

  it('takes introspection for one level', () => {
    expect(extent('{ __schema { types { fields { name } } } node { leaf } }')).toEqual({ fields: 6, depth: 2 })
  })

  it('is found at once, also where writing it out would take for ever', () => {
    const start = performance.now()
    expect(extent(doubling(100)).fields).toBeGreaterThan(1e30)
    expect(performance.now() - start).toBeLessThan(50)
  })

  it('of a fragment inside itself has an end', () => {
    expect(extent('{ ...A } fragment A on Query { node { ...B } } fragment B on Query { node { ...A } }').depth).toBe(2)
    expect(extent('{ ...Unknown }')).toEqual({ fields: 0, depth: 0 })
  })
})

describe('a document', () => {
  it(`may be ${limits.depth} levels deep and no deeper`, () => {
    expect(faults(nested(limits.depth))).toEqual([])
    expect(faults(nested(limits.depth + 1))).toEqual(['Fields must not be nested deeper than 12 levels.'])
  })

  it(`may have ${limits.fields} fields and no more, however it spells them`, () => {
    const many = (count: number) => `{ ${Array.from({ length: count }, (_, at) => `f${at}: leaf`).join(' ')} }`
    expect(faults(many(limits.fields))).toEqual([])
    expect(faults(many(limits.fields + 1))).toEqual(['An operation must have at most 1000 fields.'])
    expect(faults(doubling(8))).toEqual([])
    expect(faults(doubling(9))).toEqual(['An operation must have at most 1000 fields.'])
  })

  it('may ask for the whole schema, as tools do', () => {
    const everything = getIntrospectionQuery({
      inputValueDeprecation: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      oneOf: true,
    })
    expect(faults(everything)).toEqual([])
  })

  it('holds texts that can be stored, and lists that are short', () => {
    const text = (value: string) => `{ node(text: ${JSON.stringify(value)}) { leaf } }`
    expect(faults(text('🦊 é'))).toEqual([])
    expect(faults(text('x'.repeat(10_000)))).toEqual([])
    expect(faults(text('x'.repeat(10_001)))).toEqual(['Text must have at most 10000 characters.'])
    const unstorable = 'Text must not contain U+0000 or half of a surrogate pair.'
    expect(faults('{ node(text: "a\\u0000b") { leaf } }')).toEqual([unstorable])
    expect(faults(`{ node(list: [${'1,'.repeat(100)}]) { leaf } }`)).toEqual([])
    expect(faults(`{ node(list: [${'1,'.repeat(101)}]) { leaf } }`)).toEqual(['A list must have at most 100 entries.'])
  })
})

describe('variables', () => {
  const nest = (depth: number, make: (inner: unknown) => unknown) =>
    Array.from({ length: depth }).reduce((inner) => make(inner), 'x' as unknown)

  it.each<[string, unknown]>([
    ['storable', { a: ['é', { b: '🦊' }], c: null, d: 1, e: true }],
    ['10,000 characters long', 'x'.repeat(10_000)],
    ['lists of 100', { a: Array(100).fill('x') }],
    ['nested 32 times', nest(32, (inner) => [inner])],
  ])('may be %s', (_what, value) => {
    expect(() => requireStorableVariables(value)).not.toThrow()
  })

  it.each<[string, unknown, string]>([
    ['U+0000', { a: [{ b: 'x\0' }] }, 'U+0000'],
    ['half of a surrogate pair', ['\ud83e'], 'half of a surrogate pair'],
    ['the other half', { a: '\udd8a' }, 'half of a surrogate pair'],
    ['10,001 characters', { a: 'x'.repeat(10_001) }, '10000 characters'],
    ['101 entries', { a: Array(101).fill(1) }, '100 entries'],
    ['33 lists in each other', nest(34, (inner) => [inner]), '32 levels'],
    ['100,000 objects in each other', nest(100_000, (inner) => ({ inner })), '32 levels'],
  ])('may not have %s', (_what, value, message) => {
    expect(() => requireStorableVariables(value)).toThrow(message)
  })
})
