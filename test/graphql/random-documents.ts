import fc from 'fast-check'
import { buildSchema, type GraphQLObjectType, type GraphQLSchema } from 'graphql'
import { BadInputError } from '#kernel/errors.ts'

/** A schema of every kind of type, whose resolvers answer at once or later, with nothing, or not at all. */
export function createPeopleSchema(): GraphQLSchema {
  const schema = buildSchema(`
    interface Named { name: String!, label(loud: Boolean! = false, times: Int = 1): String }
    enum Color { RED GREEN }
    type Person implements Named {
      name: String!, label(loud: Boolean! = false, times: Int = 1): String
      color: Color, later: Int!, nothing: String, fails: String, failsLater: String
      friend: Person, stranger: Person!, friends(first: Int! = 2): [Person!]!, visitors(first: Int): [Person]
      pet: Pet, named: Named!, being(pet: Boolean): Being, beings: [Being!], numbers: [Int], matrix: [[Int!]]
      must: String!, mustLater: Int!
    }
    type Pet implements Named { name: String!, label(loud: Boolean! = false, times: Int = 1): String, owner: Person, legs: Int }
    union Being = Person | Pet
    type Query { person(number: Int! = 1): Person, people(first: Int! = 3): [Person!]!, being(pet: Boolean): Being, must: Person! }`)
  for (const type of ['Query', 'Person']) sizeLists(schema, type)
  const resolve = (type: string, resolvers: Record<string, (parent: Node, args: Args) => unknown>) => {
    const fields = (schema.getType(type) as { getFields(): Record<string, { resolve?: unknown }> }).getFields()
    for (const [name, resolver] of Object.entries(resolvers)) {
      const field = fields[name]
      if (!field) throw new Error(`there is no ${type}.${name}`)
      field.resolve = resolver
    }
  }
  resolve('Query', {
    person: (_root, { number }) => (number === 0 ? null : person(number as number)),
    people: async (_root, { first }) => Array.from({ length: first as number }, (_, at) => person(at + 1)),
    being: (_root, { pet }) => (pet ? petOf(1) : person(1)),
    must: () => person(4),
  })
  const label = ({ name }: Node, { loud, times }: Args) =>
    `${loud ? name.toUpperCase() : name}${times === null ? '' : '!'.repeat(times as number)}`
  resolve('Person', {
    label,
    later: async ({ number }) => number * 10,
    fails: () => {
      throw new BadInputError('fails at once')
    },
    failsLater: async ({ number }) => {
      if (number % 2) throw new Error('fails later')
      return 'not this time'
    },
    friend: ({ number }) => (number % 3 ? person(number + 1) : null),
    stranger: async ({ number }) => (number % 2 ? person(number + 3) : null),
    friends: async ({ number }, { first }) =>
      Array.from({ length: first as number }, (_, at) => person(number + at + 1)),
    visitors: ({ number }, { first }) =>
      Array.from({ length: (first as number | null | undefined) ?? 3 }, (_, at) =>
        at === 1 ? null : at === 2 ? Promise.reject(new Error('a visitor is late')) : person(number + at),
      ),
    pet: ({ number }) => (number % 2 ? petOf(number) : undefined),
    named: ({ number }) => (number % 2 ? petOf(number) : person(number + 1)),
    being: async ({ number }, { pet }) => ((pet ?? number % 2) ? petOf(number) : person(number + 2)),
    beings: ({ number }) => [petOf(number), person(number + 1)],
    must: ({ number }) => (number % 4 ? 'it is there' : null),
    mustLater: async ({ number }) => {
      if (number % 5 === 0) throw new BadInputError('it is not there')
      return number
    },
  })
  resolve('Pet', { label, owner: ({ number }) => person(number) })
  return schema
}

/** As the builder's option `listSize` would. */
function sizeLists(schema: GraphQLSchema, type: string): void {
  const fields = (schema.getType(type) as GraphQLObjectType).getFields()
  for (const field of Object.values(fields)) field.extensions = { pothosOptions: { listSize: 4 } }
}

type Args = Record<string, unknown>
interface Node {
  __typename: string
  number: number
  name: string
}

function person(number: number): Node {
  const open = {
    color: number % 7 === 6 ? 'BLUE' : 'RED',
    nothing: null,
    numbers: [1, null, 3],
    matrix: [[1], null, [2, 3]],
  }
  return { __typename: 'Person', number, name: `person ${number}`, ...open }
}

function petOf(number: number): Node {
  return { __typename: 'Pet', number, name: `pet ${number}`, ...{ legs: number % 3 ? 4 : null } }
}

/** Fields of each type: leaves, and those that lead on, each with the arguments that it may get. */
const FIELDS: Record<
  string,
  { leaves: readonly string[]; edges: readonly (readonly [field: string, type: string])[] }
> = {
  Query: {
    leaves: ['__typename'],
    edges: [
      ['person', 'Person'],
      ['person(number: 2)', 'Person'],
      ['person(number: 0)', 'Person'],
      ['person(number: $number)', 'Person'],
      ['people', 'Person'],
      ['people(first: $first)', 'Person'],
      ['being', 'Being'],
      ['being(pet: $pet)', 'Being'],
      ['must', 'Person'],
    ],
  },
  Person: {
    leaves: [
      '__typename',
      'name',
      'label',
      'label(loud: true)',
      'label(loud: $loud, times: $times)',
      'label(times: null)',
      'color',
      'later',
      'nothing',
      'fails',
      'failsLater',
      'numbers',
      'matrix',
      'must',
      'mustLater',
    ],
    edges: [
      ['friend', 'Person'],
      ['stranger', 'Person'],
      ['friends', 'Person'],
      ['friends(first: $first)', 'Person'],
      ['visitors(first: 3)', 'Person'],
      ['visitors(first: $times)', 'Person'],
      ['pet', 'Pet'],
      ['named', 'Named'],
      ['being', 'Being'],
      ['being(pet: $pet)', 'Being'],
      ['beings', 'Being'],
    ],
  },
  Pet: { leaves: ['__typename', 'name', 'label', 'legs'], edges: [['owner', 'Person']] },
  Named: { leaves: ['__typename', 'name', 'label(loud: $loud)'], edges: [] },
  Being: { leaves: ['__typename'], edges: [] },
}

/** What a fragment on this type may be conditioned on. */
const CONDITIONS: Record<string, readonly string[]> = {
  Query: ['Query'],
  Person: ['Person', 'Named', 'Being'],
  Pet: ['Pet', 'Named'],
  Named: ['Named', 'Person', 'Pet'],
  Being: ['Being', 'Person', 'Pet', 'Named'],
}

const condition = fc.oneof(
  { weight: 5, arbitrary: fc.constant('') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ' @include(if: $yes)',
      ' @include(if: $no)',
      ' @skip(if: $yes)',
      ' @skip(if: $no)',
      ' @skip(if: false)',
      ' @include(if: $usually)',
      ' @skip(if: $no) @include(if: $usually)',
    ),
  },
)

/** The key under which a field with these arguments is answered: never the same for different arguments. */
function responseKey(field: string, isAliased: boolean): string {
  const key = field.replace(/\W+/g, '_').replace(/_$/, '')
  return isAliased || key !== field ? `${isAliased ? 'other_' : ''}${key}` : ''
}

function selections(type: string, depth: number, directive: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const { leaves, edges } = FIELDS[type] ?? { leaves: [], edges: [] }
  const named = (field: string, rest: string) =>
    fc.tuple(fc.boolean(), directive).map(([isAliased, when]) => {
      const key = responseKey(field, isAliased)
      return `${key && `${key}: `}${field}${when}${rest}`
    })
  const leaf = fc.constantFrom(...leaves).chain((field) => named(field, ''))
  const options: fc.Arbitrary<string>[] = [leaf]
  if (depth > 0) {
    if (edges.length > 0) {
      const edge = fc
        .constantFrom(...edges)
        .chain(([field, target]) => selections(target, depth - 1, directive).chain((inner) => named(field, inner)))
      options.push(edge, edge)
    }
    const conditions = CONDITIONS[type] ?? []
    const fragment = fc
      .tuple(fc.constantFrom(...conditions), directive)
      .chain(([on, when]) => selections(on, depth - 1, directive).map((inner) => `... on ${on}${when} ${inner}`))
    const bare = fc
      .tuple(directive, selections(type, depth - 1, directive))
      .map(([when, inner]) => `...${when} ${inner}`)
    options.push(fragment, bare)
    if (type === 'Person') options.push(directive.map((when) => `...Known${when}`))
  }
  return fc.array(fc.oneof(...options), { minLength: 1, maxLength: 4 }).map((all) => `{ ${all.join(' ')} }`)
}

export interface RandomOperation {
  text: string
  variables: Record<string, unknown>
}

const HEAD = `query Random($yes: Boolean!, $no: Boolean!, $usually: Boolean = true, $number: Int! = 3, $first: Int! = 2,
  $times: Int, $loud: Boolean! = false, $pet: Boolean)`
const FRAGMENT =
  'fragment Known on Person { name friend { label_loud_loud: label(loud: $loud) } other_pet: pet { legs } }'

const variables = fc.record(
  {
    yes: fc.constant(true),
    no: fc.constant(false),
    usually: fc.constantFrom(true, false),
    number: fc.integer({ min: 0, max: 6 }),
    first: fc.integer({ min: 0, max: 3 }),
    times: fc.constantFrom(null, 0, 2),
    loud: fc.boolean(),
    pet: fc.constantFrom(null, true, false),
  },
  { requiredKeys: ['yes', 'no'] },
)

/** Any operation over the schema, with variables that it accepts; one in four has conditions. */
export const anyOperation: fc.Arbitrary<RandomOperation> = fc.record({
  text: fc
    .oneof(
      { weight: 3, arbitrary: selections('Query', 4, fc.constant('')) },
      { weight: 1, arbitrary: selections('Query', 4, condition) },
    )
    .map((text) => `${HEAD} ${text}${text.includes('...Known') ? ` ${FRAGMENT}` : ''}`),
  variables: variables as fc.Arbitrary<Record<string, unknown>>,
})
