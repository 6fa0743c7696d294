import { withPartners } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { weights } from '#graphql/cost/weights.ts'
import { BadInputError } from '#kernel/errors.ts'
import { holdsAt } from '#kernel/viewer.ts'
import { canBecome, statusAt } from '../../model/life-cycle.ts'
import { findPolicyOf } from '../../store/policy/policy-version-reads.ts'
import { quoteCancellation } from '../../use-cases/policy/cancellation-tokens.ts'
import { policyActorOf } from '../../use-cases/policy/policy-actor.ts'
import { bookingNode } from '../booking.type.ts'
import { CancellingParty } from '../booking-enums.ts'
import { termsOf } from '../booking-terms.ts'
import { CancellationTermsType } from './cancellation-terms.type.ts'

const CancellationQuote = builder.objectRef<ReturnType<typeof quoteCancellation>>('CancellationQuote').implement({
  description: 'What it costs to call a booking off now, and a promise of it.',
  defaultSubGraphsForFields: withPartners,
  fields: (t) => ({
    terms: t.field({ type: CancellationTermsType, description: 'What it costs.', resolve: (quote) => quote }),
    validUntil: t.expose('validUntil', {
      type: 'DateTime',
      description: 'Until when it is honoured: 15 minutes, and not beyond the start.',
    }),
    token: t.exposeString('token', {
      cost: weights.signature,
      description: 'Give it to cancelBooking: then it costs this, while the booking is as it was.',
    }),
  }),
})

builder.queryField('cancellationQuote', (t) =>
  t.field({
    type: CancellationQuote,
    nullable: true,
    description:
      'What it costs to call a booking off now, by the policy that it was made by; null for a booking that there is not, that one may not call off, or that cannot be called off any more.',
    subGraphs: withPartners,
    authScopes: { permission: 'bookings:booking:cancel' },
    args: {
      bookingId: t.arg.id({ required: true, description: 'Which.' }),
      by: t.arg({ type: CancellingParty, subGraphs: ['admin'], description: 'Whose wish it is; must be given.' }),
    },
    resolve: async (_root, { bookingId, by }, context) => {
      const { viewer, clock, reads, signedTokens } = context
      if (viewer.kind !== 'partner' && by == null) throw new BadInputError('by must be given.')
      const booking = await bookingNode.find(bookingId, context)
      if (!booking || !holdsAt(viewer, 'bookings:booking:cancel', booking.stationId)) return null
      const now = clock.now()
      if (!canBecome(statusAt(booking, now), 'CANCELLED', booking.kind)) return null
      const { policyVersion } = await termsOf(booking, context)
      const policy = await findPolicyOf(reads, { stationId: booking.stationId, policyVersion })
      return quoteCancellation(signedTokens, policy, booking, { actor: policyActorOf(viewer, by), now })
    },
  }),
)
