import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { updateCustomer } from '../use-cases/update-customer.ts'
import { Customer, TonePreference } from './customer.type.ts'

const UpdateCustomerInput = builder.inputType('UpdateCustomerInput', {
  description: 'What changes about a customer: fields that are left out stay, null clears.',
  fields: (t) => ({
    customerId: t.id({ required: true, description: 'Which customer.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the change is based on.' }),
    name: t.string({ description: 'The name, 1 to 200 characters; cannot be cleared.' }),
    email: t.string({ description: 'The e-mail address.' }),
    phone: t.string({ description: 'The phone number with its country code.' }),
    address: t.string({ description: 'The postal address, at most 500 characters.' }),
    locale: t.string({ description: 'The language, as a BCP 47 tag; cannot be cleared.' }),
    tonePreference: t.field({ type: TonePreference, description: 'Cannot be cleared.' }),
    tags: t.stringList({ description: 'All tags, at most 50 of at most 50 characters; cannot be cleared by null.' }),
    source: t.string({ description: 'Where the customer came from, at most 100 characters.' }),
  }),
})

const UpdateCustomerPayload = builder.objectRef<{ customerId: string }>('UpdateCustomerPayload').implement({
  description: 'The customer has been changed.',
  fields: (t) => ({
    customer: t.field({ type: Customer, description: 'The customer.', resolve: ({ customerId }) => customerId }),
  }),
})

builder.mutationField('updateCustomer', (t) =>
  t.field({
    type: UpdateCustomerPayload,
    description: 'Changes a customer, if nobody else did since expectedVersion.',
    authScopes: { permission: 'customers:customer:update' },
    args: { input: t.arg({ type: UpdateCustomerInput, required: true, description: 'What changes.' }) },
    errors: { types: [NotFoundError, ValidationError, VersionConflictError], union: { name: 'UpdateCustomerResult' } },
    resolve: (_root, { input: { customerId, expectedVersion, ...fields } }, { perform }) =>
      perform(updateCustomer, { customerId: requireId('customer', customerId, 'customerId'), expectedVersion, fields }),
  }),
)
