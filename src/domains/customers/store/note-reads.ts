import { type RawBuilder, sql } from 'kysely'
import { FilteredEdgeRead } from '#platform/database/filtered-edge.ts'
import { columnsOf, defineFilter, type FilterOf } from '#platform/database/filters.ts'
import { prepareEdge, type Sort } from '#platform/database/keyset.ts'
import { countByParent, EdgeRead, readById } from '#platform/database/loaders.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { CustomerNoteRow } from './customer-rows.ts'

export const notesNewestFirst: Sort<CustomerNoteRow> = {
  direction: 'desc',
  keys: [
    { column: 'notes.created_at', name: 'createdAt', type: 'timestamptz' },
    { column: 'notes.id', name: 'id', type: 'uuid' },
  ],
}

const ids = sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`

const notes = db
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

export const noteById = readById<CustomerNoteRow>(prepare(notes.where('notes.id', '=', ids)))

const ofCustomer = (customerId: RawBuilder<string>) => notes.where('notes.customer_id', '=', customerId)

export const notesOfCustomer = new EdgeRead<CustomerNoteRow>(
  prepareEdge(ofCustomer, notesNewestFirst),
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

const column = columnsOf('customers.customer_notes as notes')

const filterColumns = {
  pinned: column('pinned', 'bool'),
  createdAt: column('created_at', 'timestamptz'),
}

export type NoteFilter = FilterOf<typeof filterColumns>

export const filteredNotesOfCustomer = new FilteredEdgeRead<CustomerNoteRow, NoteFilter>({
  select: ofCustomer,
  sort: notesNewestFirst,
  parentOf: ({ customerId }) => customerId,
  conditionsOf: defineFilter(filterColumns),
})
