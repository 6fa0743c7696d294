import {
  type GraphQLField,
  type GraphQLObjectType,
  graphql,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import '#domains/domains.ts'
import { buildSchema } from '#graphql/schema.ts'
import { permissions } from '#kernel/permissions.ts'
import type { UserViewer } from '#kernel/viewer.ts'
import { createContext } from '#server/request-context.ts'
import type { BookingScene } from '../support/bookings.ts'
import { ExplainedReads, type Work } from '../support/explain.ts'
import { BIG_TABLES, type Named, openBigBusiness } from './list-plan-data.ts'
import { type Samples, samplesOf } from './list-plan-samples.ts'

/** A list of the schema that can be filtered, sorted or both. */
interface FilteredList {
  /** Its coordinate. */
  name: string
  filter: string | null
  sorts: readonly (string | null)[]
}

const schema = buildSchema('all')
const lists: FilteredList[] = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .flatMap((type) => Object.values(type.getFields()).flatMap((field) => filteredList(type, field)))

function filteredList(type: GraphQLObjectType, { name, args }: GraphQLField<unknown, unknown>): FilteredList[] {
  const filter = args.find((argument) => argument.name === 'filter')?.type
  const sort = args.find((argument) => argument.name === 'sort')
  if (!filter && !sort) return []
  const sortType = sort && schema.getType(String(sort.type).replace('!', ''))
  const sorts = isEnumType(sortType) ? sortType.getValues().map((value) => value.name) : [null]
  return [{ name: `${type.name}.${name}`, filter: filter ? String(filter) : null, sorts }]
}

/** Fields of a filter and, with a point between, their comparators. */
function comparatorsOf(filter: string): string[] {
  const type = schema.getType(filter)
  if (!isInputObjectType(type)) throw new Error(`${filter} is no input`)
  return Object.values(type.getFields())
    .filter(({ name }) => !['AND', 'OR', 'NOT'].includes(name))
    .flatMap(({ name, type: fieldType }) => {
      const comparison = schema.getType(String(fieldType))
      if (!isInputObjectType(comparison)) return [`${filter}.${name}`]
      return Object.keys(comparison.getFields()).map((comparator) => `${filter}.${name}.${comparator}`)
    })
}

const filters = [...new Set(lists.flatMap(({ filter }) => filter ?? []))]
const fieldsOf = (filter: string) => [...new Set(comparatorsOf(filter).map((name) => name.split('.')[1] ?? ''))]

/** For a page of ten from two stations; where a comparison holds for one row in twenty, twenty times as many. */
const MOST_READ = 300

let scene: BookingScene
let named: Named
let samples: Samples
let reads: ExplainedReads
let viewer: UserViewer

beforeAll(async () => {
  ;({ scene, named } = await openBigBusiness())
  const { gateway, business, manager } = scene
  samples = samplesOf(named)
  viewer = {
    kind: 'user',
    userId: manager.userId,
    sessionId: manager.userId,
    stationIds: business.stationIds,
    organizationIds: [business.organizationId],
    grants: new Map(Object.keys(permissions).map((permission) => [permission, new Set(business.stationIds)])) as never,
  }
  reads = await ExplainedReads.connect(gateway.database.gatewayUrl, {
    'app.station_ids': business.stationIds.join(),
    'app.organization_ids': business.organizationId,
    'app.user_id': manager.userId,
  })
}, 240_000)

afterAll(async () => {
  await reads.end()
  await scene.gateway.stop()
})

interface Page {
  nodes: { id: string }[]
  pageInfo: { endCursor: string | null; startCursor: string | null }
}

const PAGE = '{ nodes { id } pageInfo { startCursor endCursor } }'

/** Reads a page of the list; gives what it holds, and what reading it took. */
async function read(list: FilteredList, args: Record<string, unknown>): Promise<{ page: Page; work: Work }> {
  const [type, field] = list.name.split('.')
  const variables = { ...args, id: named.regular }
  const given = Object.keys(args).map((name) => `${name}: $${name}`)
  const kinds: Record<string, string> = {
    first: 'Int',
    last: 'Int',
    after: 'String',
    before: 'String',
    filter: list.filter ?? '',
    sort: `${list.filter?.replace(/Filter$/, 'Sort')}!`,
  }
  const declared = Object.keys(args).map((name) => `$${name}: ${kinds[name]}`)
  const selection = `list: ${field}(${given.join(', ')}) ${PAGE}`
  const source =
    type === 'Query'
      ? `query (${declared.join(', ')}) { ${selection} }`
      : `query (${declared.join(', ')}, $id: ID!) { parent: node(id: $id) { ... on ${type} { ${selection} } } }`
  const { platform } = scene.gateway.gateway
  const client = { ip: null, userAgent: null, name: null }
  const budget = platform.budgets.of(viewer, null)
  const caller = { viewer, audience: 'admin', requestId: 'explain', client, budget } as const
  const contextValue = { ...createContext(platform, caller), reads: reads.asReads() }
  reads.work.length = 0
  const { data, errors } = await graphql({ schema, source, variableValues: variables, contextValue })
  if (errors) throw errors[0]
  const { list: root, parent } = data as { list?: Page; parent?: { list: Page } }
  const page = root ?? parent?.list
  const work = reads.work.at(-1)
  if (!page || !work) throw new Error(`nothing was read for ${list.name}`)
  return { page, work }
}

/** What reading took too much of. */
function excess({ scanned, rowsRead, rowsSorted }: Work): string[] {
  const big = Object.keys(BIG_TABLES)
  const readsBig = big.some((table) => rowsRead.has(table))
  return [
    ...scanned.filter((table) => big.includes(table)).map((table) => `reads the whole of ${table}`),
    ...[...rowsRead]
      .filter(([table, rows]) => big.includes(table) && rows > MOST_READ)
      .map(([table, rows]) => `reads ${rows} of ${table}`),
    // All that there is of what stays small may well be sorted.
    ...(readsBig && rowsSorted > MOST_READ ? [`sorts ${rowsSorted} rows`] : []),
  ]
}

describe('every list that can be filtered or sorted', () => {
  it('is known here', () => {
    expect(lists.map(({ name }) => name).sort()).toEqual([
      'Customer.notes',
      'Query.apiKeys',
      'Query.auditLog',
      'Query.bookings',
      'Query.calendarFeeds',
      'Query.customers',
      'Query.escalations',
      'Query.menu',
      'Query.piiAccessLog',
      'Query.pricingTiers',
      'Query.resources',
      'Query.seasonalOffers',
      'Query.sessions',
      'Query.stations',
      'Query.timeOff',
      'Query.upsellRules',
      'Query.users',
    ])
  })

  it('has samples for each comparison that its filter offers', () => {
    const sampled = Object.entries(samples).flatMap(([field, comparisons]) =>
      comparisons.flatMap((comparison) =>
        typeof comparison === 'string'
          ? [field]
          : Object.keys(comparison).map((comparator) => `${field}.${comparator}`),
      ),
    )
    expect([...new Set(sampled)].sort()).toEqual(filters.flatMap(comparatorsOf).sort())
  })
})

const ordered = lists.flatMap((list) => list.sorts.map((sort) => ({ list, name: list.name, sort })))
const combined = ordered.flatMap(({ list, name, sort }) =>
  (list.filter ? fieldsOf(list.filter) : []).map((field) => ({ list, name, field, sort })),
)

describe('with thousands of rows', () => {
  it.each(ordered)(
    '$name by $sort reads the page after 600 entries like the first, from both ends',
    async ({ list, sort }) => {
      const order = sort ? { sort } : {}
      for (const [count, beside, cursor] of [
        ['first', 'after', 'endCursor'],
        ['last', 'before', 'startCursor'],
      ] as const) {
        let place: string | null = null
        for (let pages = 0; pages < 6; pages += 1) {
          const { page } = await read(list, { ...order, [count]: 100, ...(place && { [beside]: place }) })
          place = page.pageInfo[cursor]
        }
        const { work } = await read(list, { ...order, [count]: 10, [beside]: place })
        expect(excess(work)).toEqual([])
        expect([...work.rowsRead.values()][0]).toBeLessThanOrEqual(MOST_READ)
      }
    },
  )

  it.each(combined)(
    '$name by $field in the order $sort looks at little more than it shows',
    async ({ list, field, sort }) => {
      for (const comparison of samples[`${list.filter}.${field}`] ?? []) {
        const { work } = await read(list, { first: 10, filter: { [field]: comparison }, ...(sort && { sort }) })
        expect(excess(work), `${JSON.stringify(comparison)}: ${[...work.indexes].join()} ${work.text}`).toEqual([])
      }
    },
  )

  it.each<[string, string, (named: Named) => object]>([
    ['what is left of a closed list', 'bookings', () => ({ NOT: { status: { eq: 'COMPLETED' } } })],
    [
      'two comparisons that must hold',
      'bookings',
      () => ({ AND: [{ status: { eq: 'PENDING' } }, { kind: { eq: 'CATERING' } }] }),
    ],
    [
      'one of two rare things',
      'bookings',
      () => ({ OR: [{ status: { eq: 'PENDING' } }, { kind: { eq: 'APPOINTMENT' } }] }),
    ],
    [
      'one of two things of the same sort',
      'bookings',
      () => ({ OR: [{ status: { eq: 'PENDING' } }, { status: { eq: 'CONFIRMED' } }] }),
    ],
    [
      'a customer or a reference',
      'bookings',
      ({ rare }) => ({ OR: [{ customer: { eq: rare } }, { reference: { eq: 'XX-000777' } }] }),
    ],
    ['not somebody’s', 'bookings', ({ van }) => ({ NOT: { resource: { eq: van } } })],
    ['whose and when', 'bookings', ({ van }) => ({ resource: { eq: van }, status: { eq: 'PENDING' } })],
    ['a tag or a search', 'customers', () => ({ OR: [{ tags: { has: 'rare' } }, { search: 'zaphod' }] })],
    ['nobody and urgent', 'escalations', () => ({ assignedTo: { isNull: true }, priority: { eq: 'URGENT' } })],
    ['not somebody', 'escalations', ({ busy }) => ({ NOT: { assignedTo: { eq: busy } }, status: { eq: 'ASSIGNED' } })],
  ])('%s looks at little more than it shows', async (_what, field, filter) => {
    for (const { list, sort } of ordered.filter(({ name }) => name === `Query.${field}`)) {
      const { page, work } = await read(list, { first: 10, filter: filter(named), sort })
      expect(excess(work), `${sort}: ${work.indexes.join()}`).toEqual([])
      expect(page.nodes.length).toBeGreaterThan(0)
    }
  })
})
