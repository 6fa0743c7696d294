import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { weights } from '#graphql/cost/weights.ts'
import { BooleanFilter, DateTimeFilter, filterType } from '#graphql/filters.ts'
import { publicId } from '#graphql/ids.ts'
import { Node, readableAtStation, registerNode } from '#graphql/node.ts'
import { User } from '../../identity/index.ts'
import type { CustomerNoteRow } from '../store/customer-rows.ts'
import { noteById } from '../store/note-reads.ts'
import { openNote } from './open-personal-data.ts'

registerNode('customer note', 'CustomerNote', readableAtStation(noteById, 'customers:customer:read'))

const CustomerNote = builder.objectRef<CustomerNoteRow>('CustomerNote').implement({
  description: 'Something that the staff wrote down about a customer.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('customer note', id) }),
    author: t.field({
      type: User,
      nullable: true,
      description: 'Who wrote it; null when the account is gone.',
      resolve: ({ authorId }) => authorId,
    }),
    body: t.string({
      nullable: true,
      cost: weights.sealed,
      description: 'The text. Needs customers:pii:read.',
      resolve: (note, _args, context) => openNote(note, context),
    }),
    pinned: t.exposeBoolean('pinned', { description: 'Whether it is to be seen first.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
  }),
})

export const CustomerNoteFilter = filterType('CustomerNoteFilter', 'Which notes.', (t) => ({
  pinned: t.field({ type: BooleanFilter, description: 'By whether they are to be seen first.' }),
  createdAt: t.field({ type: DateTimeFilter, description: 'By when they were written.' }),
}))

export const CustomerNoteConnection = connectionType('CustomerNote', CustomerNote)
