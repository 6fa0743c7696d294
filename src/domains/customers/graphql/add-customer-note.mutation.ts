import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { addCustomerNote } from '../use-cases/add-customer-note.ts'
import { Customer } from './customer.type.ts'

const AddCustomerNoteInput = builder.inputType('AddCustomerNoteInput', {
  description: 'A note about a customer.',
  fields: (t) => ({
    customerId: t.id({ required: true, description: 'About whom.' }),
    body: t.string({ required: true, description: 'The text, 1 to 4000 characters.' }),
    pinned: t.boolean({ required: true, defaultValue: false, description: 'Whether it is to be seen first.' }),
  }),
})

const AddCustomerNotePayload = builder.objectRef<{ customerId: string }>('AddCustomerNotePayload').implement({
  description: 'The note has been written.',
  fields: (t) => ({
    customer: t.field({ type: Customer, description: 'The customer.', resolve: ({ customerId }) => customerId }),
  }),
})

builder.mutationField('addCustomerNote', (t) =>
  t.field({
    type: AddCustomerNotePayload,
    description: 'Writes a note about a customer.',
    authScopes: { permission: 'customers:customer:update' },
    args: { input: t.arg({ type: AddCustomerNoteInput, required: true, description: 'The note.' }) },
    errors: { types: [NotFoundError, ValidationError], union: { name: 'AddCustomerNoteResult' } },
    resolve: (_root, { input: { customerId, ...note } }, { perform }) =>
      perform(addCustomerNote, { customerId: requireId('customer', customerId, 'customerId'), ...note }),
  }),
)
