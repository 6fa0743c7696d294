import { builder } from '#graphql/builder.ts'
import { Money } from '#graphql/money.ts'
import { Station } from '../../../identity/index.ts'
import type { SettingsRow } from '../../store/pricing/price-rows.ts'

export const PriceSettings = builder.objectRef<SettingsRow>('PriceSettings').implement({
  description: 'How a station charges travel and tax, asks for a deposit and rounds.',
  fields: (t) => ({
    station: t.field({ type: Station, description: 'Where it holds.', resolve: ({ stationId }) => stationId }),
    freeRadiusMetres: t.exposeInt('freeRadiusMetres', {
      description: 'How far away the venue may be for nothing, in metres along the great circle.',
    }),
    travelPrice: t.field({
      type: Money,
      description: 'For each kilometre beyond.',
      resolve: ({ travelCents, currency }) => ({ amountCents: travelCents, currency }),
    }),
    taxBp: t.exposeInt('taxBp', { description: 'The tax in hundredths of a percent, 0 to 10000.' }),
    taxIncluded: t.exposeBoolean('taxIncluded', { description: 'Whether prices include the tax.' }),
    depositBp: t.exposeInt('depositBp', {
      nullable: true,
      description:
        'What of the total is to be paid ahead, in hundredths of a percent; null for an amount, or for none.',
    }),
    deposit: t.field({
      type: Money,
      nullable: true,
      description: 'What is to be paid ahead; null for a part of the total, or for none.',
      resolve: ({ depositCents, currency }) => (depositCents === null ? null : { amountCents: depositCents, currency }),
    }),
    rounding: t.field({
      type: Money,
      description: 'Totals and deposits are multiples of it.',
      resolve: ({ roundingCents, currency }) => ({ amountCents: roundingCents, currency }),
    }),
    holidayDates: t.expose('holidayDates', {
      type: ['LocalDate'],
      listSize: 100,
      description: 'The days on which holiday prices hold, in their order; at most 100.',
    }),
    version: t.exposeInt('version', { description: 'Rises with each change; mutations name the one that they saw.' }),
    priceBookVersion: t.exposeInt('sinceVersion', {
      description: 'The version of the prices of the business with which they became this.',
    }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When they became this.' }),
  }),
})
