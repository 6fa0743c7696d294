import { buildSchema, getIntrospectionQuery, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { Documents, RefusedDocument } from '#graphql/documents.ts'
import { ExtentMeter } from '#graphql/extent.ts'
import { limits, requireStorableVariables } from '#graphql/limits.ts'
import { type Audience, audiences } from '#kernel/audience.ts'

const schema = buildSchema('type Query { node(text: String, list: [Int]): Query, leaf: Int }')

/** The messages of the faults; empty when the document may be executed. */
function faults(text: string, audience: Audience = 'admin'): string[] {
  const checked = new Documents({ schema, bounds: limits.documents[audience] }).check(text)
  return checked instanceof RefusedDocument ? checked.errors.map(({ message }) => message) : []
}

function extent(text: string) {
  const document = parse(text)
  const [operation] = document.definitions
  if (operation?.kind !== 'OperationDefinition') throw new Error('no operation')
  return new ExtentMeter(document).measure(operation.selectionSet)
}

/** What the work takes of the processor, in milliseconds. */
function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
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
  const NONE = { aliases: 0, directives: 0 }

  it('counts fields and levels, with fragments written out wherever they stand', () => {
    expect(extent('{ leaf }')).toEqual({ ...NONE, fields: 1, width: 1, depth: 1 })
    expect(extent('{ a: leaf b: leaf node { leaf node { leaf } } }')).toEqual({
      ...NONE,
      fields: 6,
      width: 3,
      depth: 3,
      aliases: 2,
    })
    expect(extent('{ ... on Query { node { ... { leaf } } } }')).toEqual({ ...NONE, fields: 2, width: 1, depth: 2 })
    const fragment = 'fragment F on Query { leaf node { leaf } }'
    expect(extent(`{ ...F node { ...F ...F } } ${fragment}`)).toEqual({
      ...NONE,
      fields: 3 + 1 + 6,
      width: 3,
      depth: 3,
    })
    expect(extent(doubling(3))).toEqual({ ...NONE, fields: 2 + 4 + 8 + 8, width: 2, depth: 4, aliases: 2 + 4 + 8 })
  })

  it('counts aliases and directives in the same way', () => {
    const fragment = 'fragment F on Query { a: leaf b: node @skip(if: true) { leaf } }'
    const text = `{ ...F @skip(if: true) ... @include(if: true) { ...F } c: leaf @skip(if: true) } ${fragment}`
    expect(extent(text)).toEqual({ fields: 7, width: 5, depth: 2, aliases: 5, directives: 5 })
  })

  it('takes introspection for one level', () => {
    expect(extent('{ __schema { types { fields { name } } } node { leaf } }')).toEqual({
      ...NONE,
      fields: 6,
      width: 2,
      depth: 2,
    })
  })

  it('is found at once, also where writing it out would take for ever', () => {
    const spent = cpuMs(() => expect(extent(doubling(100)).fields).toBeGreaterThan(1e30))
    expect(spent).toBeLessThan(50)
  })

  it('is found at once in fragments that hold each other in every order', () => {
    const ring = Array.from({ length: 25 }, (_, at) => {
      const others = Array.from({ length: at }, (_, before) => `...F${before}`).join(' ')
      return `fragment F${at} on Query { node { ${others} ...F${at + 1} } }`
    })
    const all = ring.map((_, at) => `...F${at}`).join(' ')
    const text = `{ ${all} } ${ring.join(' ')} fragment F25 on Query { a: leaf }`
    expect(cpuMs(() => expect(faults(text)).not.toEqual([]))).toBeLessThan(200)
  })

  it('of a fragment inside itself has an end', () => {
    expect(extent('{ ...A } fragment A on Query { node { ...B } } fragment B on Query { node { ...A } }').depth).toBe(2)
    expect(extent('{ ...Unknown }')).toEqual({ ...NONE, fields: 0, width: 0, depth: 0 })
    expect(
      faults('{ ...A } fragment A on Query { a: node { ...B } } fragment B on Query { b: node { ...A } }'),
    ).toEqual(['Cannot spread fragment "A" within itself via "B".'])
  })
})

describe.each(audiences)('a document for the %s API', (audience) => {
  const bounds = limits.documents[audience]
  const many = (count: number, make: (at: number) => string) =>
    `{ ${Array.from({ length: count }, (_, at) => make(at)).join(' ')} }`
  const inside = (selection: string) => `{ node ${selection} }`
  const refusal = (text: string) => faults(text, audience)

  it(`may be ${bounds.depth} levels deep and no deeper`, () => {
    expect(refusal(nested(bounds.depth))).toEqual([])
    expect(refusal(nested(bounds.depth + 1))).toEqual(['Fields must not be nested deeper than 12 levels.'])
  })

  it(`may have ${bounds.fields} fields and no more, however it spells them`, () => {
    const fragment = ` fragment F on Query { ${'leaf '.repeat(111)} }`
    const spread = (rest = '') => `${inside(`${many(9, () => '...F').slice(0, -1)}${rest} }`)}${fragment}`
    expect(refusal(spread())).toEqual([])
    expect(refusal(spread('leaf'))).toEqual(['An operation must have at most 1000 fields.'])
    expect(refusal(doubling(20))).toContain('An operation must have at most 1000 fields.')
  })

  it(`may have ${bounds.rootFields} root fields and no more, however it spells them`, () => {
    const fault = `An operation must have at most ${bounds.rootFields} root fields.`
    const fields = (count: number) => many(count, (at) => (at % 2 === 0 ? 'leaf' : '... { leaf }'))
    expect(refusal(fields(bounds.rootFields))).toEqual([])
    expect(refusal(fields(bounds.rootFields + 1))).toEqual([fault])
    expect(refusal(`${many(bounds.rootFields + 1, () => '...F')} fragment F on Query { leaf }`)).toEqual([fault])
    expect(refusal(inside(fields(bounds.rootFields + 1)))).toEqual([])
  })

  it(`may have ${bounds.aliases} aliases and no more, of __typename as of anything else`, () => {
    const half = Math.ceil(bounds.aliases / 2)
    const fields = (count: number, field = '__typename') =>
      inside(many(count, (at) => `f${at}: ${at < half ? 'leaf' : field}`))
    expect(refusal(fields(bounds.aliases))).toEqual([])
    expect(refusal(fields(bounds.aliases + 1))).toEqual([`An operation must have at most ${bounds.aliases} aliases.`])
    const spread = `${inside(many(bounds.aliases + 1, () => '...F'))} fragment F on Query { a: leaf }`
    expect(refusal(spread)).toEqual([`An operation must have at most ${bounds.aliases} aliases.`])
  })

  it(`may have ${bounds.aliasesOfField} aliases of one field and no more`, () => {
    expect(refusal(many(bounds.aliasesOfField, (at) => `f${at}: leaf`))).toEqual([])
    expect(refusal(many(bounds.aliasesOfField + 1, (at) => `f${at}: leaf`))).toEqual([
      `An operation must have at most ${bounds.aliasesOfField} aliases of leaf.`,
    ])
  })

  it(`may have ${bounds.directives} directives and no more, wherever they stand`, () => {
    const fragment = ' fragment F on Query { leaf @skip(if: true) @include(if: true) }'
    const spread = (count: number) => `${many(count, () => '...F')}${fragment}`
    expect(refusal(spread(bounds.directives / 2))).toEqual([])
    expect(refusal(spread(bounds.directives / 2 + 1))).toEqual(['An operation must have at most 8 directives.'])
    expect(refusal(`query ${'@ghost '.repeat(9)} { leaf }`)).toEqual(['An operation must have at most 8 directives.'])
    expect(refusal(`query ($a: Int ${'@ghost '.repeat(9)}) { leaf }`)).toEqual([
      'An operation must have at most 8 directives.',
    ])
  })

  it(`may have ${bounds.tokens} tokens and no more`, () => {
    const spread = ' fragment F on Query { leaf } '
    // All but the spreads are twelve tokens.
    const text = (tokens: number) => `${inside(many((tokens - 12) / 2, () => '...F'))}${spread}`
    expect(refusal(text(bounds.tokens))).toEqual([])
    expect(refusal(text(bounds.tokens + 2))).toEqual([
      `Syntax Error: Document contains more that ${bounds.tokens} tokens. Parsing aborted.`,
    ])
  })

  it(`may have ${bounds.characters} characters and no more`, () => {
    expect(refusal('{ leaf }'.padEnd(bounds.characters))).toEqual([])
    expect(refusal('{ leaf }'.padEnd(bounds.characters + 1))).toEqual([
      'Syntax Error: Source contains more than 15000 UTF-16 code units. Parsing aborted.',
    ])
  })

  it.each([
    ['lists', (count: number) => `{ node(list: ${'['.repeat(count - 2)}${']'.repeat(count - 2)}) { leaf } }`],
    ['objects', (count: number) => `{ node(text: ${'{a:'.repeat(count - 2)}1${'}'.repeat(count - 2)}) { leaf } }`],
    ['types', (count: number) => `query ($a: ${'['.repeat(count - 1)}Int${']'.repeat(count - 1)}) { leaf }`],
    ['selections', (count: number) => `${'{ node '.repeat(count - 1)}{ leaf ${'}'.repeat(count)}`],
  ])('may have %s in each other up to 64 brackets, and is told so', (_what, text) => {
    const fault = 'Syntax Error: Document contains more than 64 brackets in each other. Parsing aborted.'
    expect(refusal(text(64))).not.toContain(fault)
    expect(refusal(text(65))).toEqual([fault])
    expect(refusal(text(400))).toEqual([fault])
  })
})

describe('a document', () => {
  it('may ask for the whole schema, as tools do', () => {
    const everything = getIntrospectionQuery({
      inputValueDeprecation: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      oneOf: true,
    })
    for (const audience of audiences) expect(faults(everything, audience)).toEqual([])
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

  it('has five of its faults reported, however many there are', () => {
    expect(faults(`{ ${Array.from({ length: 10 }, () => `node(text: "\\u0000") { leaf }`).join(' ')} }`)).toHaveLength(
      5,
    )
    expect(faults('{ a b c d e f g h i j }')).toHaveLength(6)
    expect(faults('{ a b c d e f g h i j }').at(-1)).toBe(
      'Too many validation errors, error limit reached. Validation aborted.',
    )
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
