import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { weights } from '#graphql/cost/weights.ts'
import { publicId } from '#graphql/ids.ts'
import { localText } from '../../model/availability/calendar.ts'
import { signOffer } from '../../use-cases/availability/offer-tokens.ts'
import type { OfferedSlot } from '../../use-cases/availability/search-availability.ts'

const LOCAL =
  'as the clock on the wall of the station shows it, with its offset and zone (RFC 9557): 2026-11-01T01:30:00-05:00[America/New_York]'

export const Slot = builder.objectRef<OfferedSlot>('Slot').implement({
  description: 'A time that can be had: booked at once, it is not refused.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    startsAt: t.field({ type: 'DateTime', description: 'When it begins.', resolve: ({ slot }) => new Date(slot.from) }),
    endsAt: t.field({ type: 'DateTime', description: 'When it ends.', resolve: ({ slot }) => new Date(slot.to) }),
    localStart: t.string({
      description: `When it begins ${LOCAL}.`,
      resolve: ({ slot, availability: { calendar, zone } }) => localText(calendar, zone, slot.from),
    }),
    localEnd: t.string({
      description: 'When it ends, in the same way.',
      resolve: ({ slot, availability: { calendar, zone } }) => localText(calendar, zone, slot.to),
    }),
    resourceIds: t.idList({
      description: 'Who and what of the wanted is free, at most as many as the station has of the wanted kinds.',
      resolve: ({ slot }) => slot.free.map(({ id }) => publicId('resource', id)),
    }),
    offerToken: t.string({
      nullable: true,
      cost: weights.signature,
      description:
        'Promises this time on the terms of now, for 30 minutes at most: give it to createBooking or holdSlot. It keeps the time free for nobody. Null where an existing booking is to be moved.',
      resolve: (offered, _args, { signedTokens }) => signOffer(signedTokens, offered),
    }),
  }),
})
