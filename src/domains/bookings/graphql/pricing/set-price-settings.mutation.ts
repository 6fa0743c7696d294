import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { findSettings } from '../../store/pricing/price-book-reads.ts'
import { setPriceSettings } from '../../use-cases/pricing/set-price-settings.ts'
import { PriceSettings } from './price-settings.type.ts'

const SetPriceSettingsInput = builder.inputType('SetPriceSettingsInput', {
  description: 'How a station charges from now on, in whole: what is left out is not charged.',
  fields: (t) => ({
    stationId: t.id({ required: true, description: 'Which station.' }),
    expectedVersion: t.int({
      required: true,
      description: 'The version that the change is based on; 0 when there are no settings yet.',
    }),
    freeRadiusMetres: t.int({
      description: 'How far away the venue may be for nothing, in metres: 0 to 20000000; 0 when it is not given.',
    }),
    travelCents: t.field({
      type: 'SafeInt',
      description:
        "For each kilometre beyond, in the currency's smallest unit: 0 to 100000000; 0 when it is not given.",
    }),
    taxBp: t.int({ description: 'The tax in hundredths of a percent, 0 to 10000; 0 when it is not given.' }),
    taxIncluded: t.boolean({ description: 'Whether prices include the tax; false when it is not given.' }),
    depositBp: t.int({
      description: 'What of the total is to be paid ahead, in hundredths of a percent: 1 to 10000. Or depositCents.',
    }),
    depositCents: t.field({
      type: 'SafeInt',
      description: "What is to be paid ahead, in the currency's smallest unit: 1 to 100000000000.",
    }),
    roundingCents: t.int({
      description:
        "What totals and deposits are multiples of, in the currency's smallest unit: 1 to 1000000; 1 when it is not given.",
    }),
    holidayDates: t.field({
      type: ['LocalDate'],
      description: 'The days on which holiday prices hold, at most 100.',
    }),
  }),
})

const SetPriceSettingsPayload = builder.objectRef<{ stationId: string }>('SetPriceSettingsPayload').implement({
  description: 'The station charges so from now on.',
  fields: (t) => ({
    priceSettings: t.field({
      type: PriceSettings,
      description: 'The settings.',
      resolve: async ({ stationId }, _args, { reads }) => {
        const settings = await findSettings(reads, stationId)
        if (!settings) throw new Error(`the settings of station ${stationId} were set, and are not there`)
        return settings
      },
    }),
  }),
})

builder.mutationField('setPriceSettings', (t) =>
  t.field({
    type: SetPriceSettingsPayload,
    description: 'Says how a station charges, if nobody did since expectedVersion. Quotes of before keep their price.',
    authScopes: { permission: 'bookings:price:manage' },
    args: { input: t.arg({ type: SetPriceSettingsInput, required: true, description: 'How it charges.' }) },
    errors: {
      types: [NotFoundError, ValidationError, VersionConflictError],
      union: { name: 'SetPriceSettingsResult' },
    },
    resolve: (_root, { input: { stationId, expectedVersion, ...fields } }, { perform }) =>
      perform(setPriceSettings, { stationId: requireId('station', stationId, 'stationId'), expectedVersion, fields }),
  }),
)
