import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { weights } from '#graphql/cost/weights.ts'
import { publicId } from '#graphql/ids.ts'
import { User } from '../../identity/index.ts'
import type { CustomerNoteRow } from '../store/customer-rows.ts'
import { openNote } from './open-personal-data.ts'

const CustomerNote = builder.objectRef<CustomerNoteRow>('CustomerNote').implement({
  description: 'Something that the staff wrote down about a customer.',
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

export const CustomerNoteConnection = connectionType('CustomerNote', CustomerNote)
