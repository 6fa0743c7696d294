import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { CurrencyFixedError, StationCodeTakenError } from '../model/station-refusals.ts'
import { updateStation } from '../use-cases/update-station.ts'
import { CoordinatesInput } from './coordinates.type.ts'
import { Station } from './station.type.ts'

const UpdateStationInput = builder.inputType('UpdateStationInput', {
  description: 'What changes about a station: fields that are left out stay, null clears.',
  fields: (t) => ({
    stationId: t.id({ required: true, description: 'Which station.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the change is based on.' }),
    name: t.string({ description: 'As customers know it, 1 to 200 characters; cannot be cleared.' }),
    code: t.string({
      description: '2 to 8 letters and digits, unique in the business; cannot be cleared. References keep the old one.',
    }),
    timezone: t.field({ type: 'TimeZone', description: 'In which its days begin and end; cannot be cleared.' }),
    currency: t.field({
      type: 'CurrencyCode',
      description: 'Of its prices; cannot be cleared, and stays as it is once there are bookings.',
    }),
    address: t.string({ description: 'Where it is, on one line, at most 500 characters.' }),
    coordinates: t.field({ type: CoordinatesInput, description: 'Where it is, on the map.' }),
    serviceRadiusKm: t.float({
      description: 'How far it goes to customers, in kilometres: more than 0, at most 20000.',
    }),
  }),
})

const UpdateStationPayload = builder.objectRef<{ stationId: string }>('UpdateStationPayload').implement({
  description: 'The station has been changed.',
  fields: (t) => ({
    station: t.field({ type: Station, description: 'The station.', resolve: ({ stationId }) => stationId }),
  }),
})

builder.mutationField('updateStation', (t) =>
  t.field({
    type: UpdateStationPayload,
    description: 'Changes the facts of a station, if nobody else did since expectedVersion.',
    authScopes: { permission: 'identity:station:update' },
    args: { input: t.arg({ type: UpdateStationInput, required: true, description: 'What changes.' }) },
    errors: {
      types: [CurrencyFixedError, NotFoundError, StationCodeTakenError, ValidationError, VersionConflictError],
      union: { name: 'UpdateStationResult' },
    },
    resolve: (_root, { input: { stationId, expectedVersion, ...fields } }, { perform }) =>
      perform(updateStation, { stationId: requireId('station', stationId, 'stationId'), expectedVersion, fields }),
  }),
)
