import { type RawBuilder, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import { countList, listPage, prepareEdge, type Sort } from '#platform/database/keyset.ts'
import { countByParent, EdgeRead, readById } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { CustomerNoteRow, CustomerRow } from './customer-rows.ts'

const customerColumns = [
  'customers.id',
  'customers.station_id as stationId',
  'customers.data_key_wrapped as dataKeyWrapped',
  'customers.name_enc as nameEnc',
  'customers.email_enc as emailEnc',
  'customers.phone_enc as phoneEnc',
  'customers.address_enc as addressEnc',
  'customers.locale',
  'customers.tone_preference as tonePreference',
  'customers.tags',
  'customers.source',
  'customers.version',
  'customers.created_at as createdAt',
  'customers.updated_at as updatedAt',
] as const

const ids = sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`

export const customerById = readById<CustomerRow>(
  prepare(db.selectFrom('customers.customers as customers').select(customerColumns).where('customers.id', '=', ids)),
)

export type CustomerSortKey = 'createdAt' | 'updatedAt'

export function customerSort(key: CustomerSortKey, direction: 'asc' | 'desc'): Sort<CustomerRow> {
  const column = key === 'createdAt' ? 'customers.created_at' : 'customers.updated_at'
  return {
    direction,
    keys: [
      { column, name: key, type: 'timestamptz' },
      { column: 'customers.id', name: 'id', type: 'uuid' },
    ],
  }
}

export interface CustomerFilter {
  stationIds: readonly string[]
  createdAt?: { gte?: Date | null; lt?: Date | null } | null
  tag?: string | null
  /** What to search for, as blind values of each station. */
  search?: ReadonlyMap<string, BlindSearch> | null
}

/** How one station would have stored what is searched for; a customer matches by any of the three. */
export interface BlindSearch {
  emailIdx: Buffer | null
  phoneIdx: Buffer | null
  /** All of them must be there. */
  nameTokens: readonly bigint[]
}

function selectCustomers({ createdAt, tag, search }: CustomerFilter) {
  return (stationId: RawBuilder<string>) => {
    let query = db
      .selectFrom('customers.customers as customers')
      .select(customerColumns)
      .where('customers.station_id', '=', stationId)
    if (createdAt?.gte) query = query.where('customers.created_at', '>=', createdAt.gte)
    if (createdAt?.lt) query = query.where('customers.created_at', '<', createdAt.lt)
    if (tag != null) query = query.where(sql<boolean>`customers.tags @> array[${tag}]::text[]`)
    if (search) query = query.where(matches(search))
    return query
  }
}

/** Blind values differ by station, so each row is compared with those of its own. */
function matches(search: ReadonlyMap<string, BlindSearch>) {
  const any = [...search].flatMap(([stationId, { emailIdx, phoneIdx, nameTokens }]) => {
    const here = sql<boolean>`customers.station_id = ${stationId}::uuid`
    return [
      ...(emailIdx ? [sql<boolean>`(${here} and customers.email_idx = ${emailIdx})`] : []),
      ...(phoneIdx ? [sql<boolean>`(${here} and customers.phone_idx = ${phoneIdx})`] : []),
      ...(nameTokens.length > 0
        ? [sql<boolean>`(${here} and customers.name_tokens @> ${nameTokens.map(String)}::bigint[])`]
        : []),
    ]
  })
  return any.length > 0 ? sql<boolean>`(${sql.join(any, sql` or `)})` : sql<boolean>`false`
}

export function listCustomers(session: Session, filter: CustomerFilter, sort: Sort<CustomerRow>, page: PageRequest) {
  return listPage(session, { scopeIds: filter.stationIds, select: selectCustomers(filter), sort, page })
}

export function countCustomers(session: Session, filter: CustomerFilter): Promise<number> {
  return countList(session, { scopeIds: filter.stationIds, select: selectCustomers(filter) })
}

export const notesNewestFirst: Sort<CustomerNoteRow> = {
  direction: 'desc',
  keys: [
    { column: 'notes.created_at', name: 'createdAt', type: 'timestamptz' },
    { column: 'notes.id', name: 'id', type: 'uuid' },
  ],
}

export const notesOfCustomer = new EdgeRead<CustomerNoteRow>(
  prepareEdge(
    (customerId) =>
      db
        .selectFrom('customers.customer_notes as notes')
        .innerJoin('customers.customers as customers', 'customers.id', 'notes.customer_id')
        .select([
          'notes.id',
          'notes.station_id as stationId',
          'notes.customer_id as customerId',
          'notes.author_id as authorId',
          'notes.body_enc as bodyEnc',
          'customers.data_key_wrapped as dataKeyWrapped',
          'notes.pinned',
          'notes.created_at as createdAt',
        ])
        .where('notes.customer_id', '=', customerId),
    notesNewestFirst,
  ),
  (note) => note.customerId,
)

export const noteCountOfCustomer = countByParent(
  prepare(
    db
      .selectFrom('customers.customer_notes')
      .select(['customer_id as parentId', sql<number>`count(*)`.as('count')])
      .where('customer_id', '=', ids)
      .groupBy('customer_id'),
  ),
)
