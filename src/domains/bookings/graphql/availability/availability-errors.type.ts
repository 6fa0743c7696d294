import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { publicId } from '#graphql/ids.ts'
import { UserError } from '#graphql/user-errors.ts'
import type { OfferContent } from '../../model/availability/offer.ts'
import { OfferChangedError, SlotUnavailableError } from '../../model/availability/refusals.ts'
import { renewOffer } from '../../use-cases/availability/search-availability.ts'
import { BookingKind } from '../booking-enums.ts'
import { AvailabilityReason } from './reason.type.ts'
import { Slot } from './slot.type.ts'

builder.objectType(SlotUnavailableError, {
  name: 'SlotUnavailableError',
  description: 'Nobody else has the time, but it cannot be had: by the hours, or by the policy of the station.',
  defaultSubGraphsForFields: everywhere,
  interfaces: [UserError],
  fields: (t) => ({
    reasons: t.field({
      type: [AvailabilityReason],
      listSize: 100,
      cost: 0,
      description: 'All that speaks against it; of more than 100 things the first.',
      resolve: ({ reasons }) => reasons.slice(0, 100),
    }),
  }),
})

const OfferChangeReason = builder.enumType('OfferChangeReason', {
  description: 'Why an offer does not stand.',
  values: {
    FORGED: { description: 'It is none of ours, or not as it was given out.' },
    OTHER_STATION: { description: 'It is of another station.' },
    EXPIRED: { description: 'Its time is over.' },
    POLICY: { description: 'The booking policy of the station has changed since.' },
    TERMS: { description: 'What is asked for is not what was offered: fields says in what.' },
  } as const,
})

const OfferTerms = builder.objectRef<OfferContent>('OfferTerms').implement({
  description: 'What an offer has promised.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    kind: t.expose('kind', { type: BookingKind, description: 'What was to be booked.' }),
    startsAt: t.field({ type: 'DateTime', description: 'The beginning.', resolve: ({ from }) => new Date(from) }),
    endsAt: t.field({ type: 'DateTime', description: 'The end.', resolve: ({ to }) => new Date(to) }),
    guests: t.exposeInt('guests', { nullable: true, description: 'For how many; null where nobody has said.' }),
    resourceIds: t.idList({
      nullable: true,
      description: 'Exactly these resources, at most 20; null where any of a kind would do.',
      resolve: ({ resourceIds }) => resourceIds?.map((id) => publicId('resource', id)) ?? null,
    }),
    policyVersion: t.exposeInt('policyVersion', { description: 'The version of the policy that it followed.' }),
  }),
})

builder.objectType(OfferChangedError, {
  name: 'OfferChangedError',
  description: 'The offer does not stand, or not for this. Nothing was booked.',
  defaultSubGraphsForFields: everywhere,
  interfaces: [UserError],
  fields: (t) => ({
    reason: t.field({ type: OfferChangeReason, description: 'Why.', resolve: ({ change }) => change }),
    fields: t.stringList({
      description: 'TERMS: the fields in which what is asked for is something else; otherwise empty.',
      resolve: ({ fields }) => [...fields],
    }),
    old: t.field({
      type: OfferTerms,
      nullable: true,
      description: 'What was offered; null for what is no offer of this station.',
      resolve: ({ offer }) => offer,
    }),
    new: t.field({
      type: Slot,
      nullable: true,
      description:
        'EXPIRED and POLICY: the same time, offered anew as things are now; null when it cannot be had any more.',
      resolve: ({ change, offer }, _args, context) =>
        offer && (change === 'EXPIRED' || change === 'POLICY') ? renewOffer(context, offer) : null,
    }),
  }),
})
