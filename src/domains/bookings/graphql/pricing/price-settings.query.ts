import { builder } from '#graphql/builder.ts'
import { findId } from '#graphql/ids.ts'
import { holdsAt } from '#kernel/viewer.ts'
import { findSettings } from '../../store/pricing/price-book-reads.ts'
import { PriceSettings } from './price-settings.type.ts'

builder.queryField('priceSettings', (t) =>
  t.field({
    type: PriceSettings,
    nullable: true,
    description: 'How a station charges; null when it has not said so, or is none whose prices one may see.',
    authScopes: { permission: 'bookings:price:read' },
    args: { stationId: t.arg.id({ required: true, description: 'Which station.' }) },
    resolve: (_root, { stationId }, { reads, viewer }) => {
      const uuid = findId('station', stationId)
      return uuid && holdsAt(viewer, 'bookings:price:read', uuid) ? findSettings(reads, uuid) : null
    },
  }),
)
