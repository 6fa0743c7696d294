import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { StationCodeTakenError } from '../model/station-refusals.ts'
import type { StationRow } from '../store/identity-rows.ts'
import { createStation } from '../use-cases/create-station.ts'
import { CoordinatesInput } from './coordinates.type.ts'
import { Station } from './station.type.ts'

const CreateStationInput = builder.inputType('CreateStationInput', {
  description: 'A new station.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Of which business.' }),
    name: t.string({ required: true, description: 'As customers know it, 1 to 200 characters.' }),
    code: t.string({
      required: true,
      description: 'With this the references of its bookings begin: 2 to 8 letters and digits, unique in the business.',
    }),
    timezone: t.field({ type: 'TimeZone', required: true, description: 'In which its days begin and end.' }),
    currency: t.field({ type: 'CurrencyCode', required: true, description: 'Of its prices.' }),
    address: t.string({ description: 'Where it is, on one line, at most 500 characters.' }),
    coordinates: t.field({ type: CoordinatesInput, description: 'Where it is, on the map.' }),
    serviceRadiusKm: t.float({
      description: 'How far it goes to customers, in kilometres: more than 0, at most 20000.',
    }),
  }),
})

const CreateStationPayload = builder.objectRef<{ station: StationRow }>('CreateStationPayload').implement({
  description: 'The station is open.',
  fields: (t) => ({
    station: t.field({ type: Station, description: 'The station.', resolve: ({ station }) => station }),
  }),
})

builder.mutationField('createStation', (t) =>
  t.field({
    type: CreateStationPayload,
    description:
      'Opens a station. Takes the permission at the whole organization; who has a role there has it here too.',
    authScopes: { permission: 'identity:station:create' },
    args: { input: t.arg({ type: CreateStationInput, required: true, description: 'The station.' }) },
    errors: { types: [NotFoundError, StationCodeTakenError, ValidationError], union: { name: 'CreateStationResult' } },
    resolve: (_root, { input: { organizationId, ...fields } }, { perform }) =>
      perform(createStation, {
        organizationId: requireId('organization', organizationId, 'organizationId'),
        fields,
      }),
  }),
)
