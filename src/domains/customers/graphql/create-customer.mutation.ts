import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { createCustomer } from '../use-cases/create-customer.ts'
import { Customer, TonePreference } from './customer.type.ts'

const CreateCustomerInput = builder.inputType('CreateCustomerInput', {
  description: 'A new customer.',
  fields: (t) => ({
    stationId: t.id({ required: true, description: 'The station that the customer belongs to.' }),
    name: t.string({ required: true, description: 'The name, 1 to 200 characters.' }),
    email: t.string({ description: 'The e-mail address.' }),
    phone: t.string({ description: 'The phone number with its country code.' }),
    address: t.string({ description: 'The postal address, at most 500 characters.' }),
    locale: t.string({ description: 'The language, as a BCP 47 tag; English when it is not given.' }),
    tonePreference: t.field({ type: TonePreference, description: 'CASUAL when it is not given.' }),
    tags: t.stringList({ description: 'At most 50, of at most 50 characters each.' }),
    source: t.string({ description: 'Where the customer came from, at most 100 characters.' }),
  }),
})

const CreateCustomerPayload = builder.objectRef<{ customerId: string }>('CreateCustomerPayload').implement({
  description: 'The customer has been added.',
  fields: (t) => ({
    customer: t.field({ type: Customer, description: 'The customer.', resolve: ({ customerId }) => customerId }),
  }),
})

builder.mutationField('createCustomer', (t) =>
  t.field({
    type: CreateCustomerPayload,
    description: 'Adds a customer to a station.',
    authScopes: { permission: 'customers:customer:create' },
    args: { input: t.arg({ type: CreateCustomerInput, required: true, description: 'The customer.' }) },
    errors: { types: [NotFoundError, ValidationError], union: { name: 'CreateCustomerResult' } },
    resolve: (_root, { input: { stationId, ...fields } }, { perform }) =>
      perform(createCustomer, { stationId: requireId('station', stationId, 'stationId'), fields }),
  }),
)
