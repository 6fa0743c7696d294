import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { publicId } from '#graphql/ids.ts'
import { Node, readableAtStation, registerNode } from '#graphql/node.ts'
import { User } from '../../identity/index.ts'
import { statusChangeById } from '../store/booking-part-reads.ts'
import type { StatusChangeRow } from '../store/booking-rows.ts'
import { BookingStatus } from './booking-enums.ts'

registerNode('status change', 'BookingStatusChange', readableAtStation(statusChangeById, 'bookings:booking:read'))

const BookingStatusChange = builder.objectRef<StatusChangeRow>('BookingStatusChange').implement({
  description:
    'A step in the life of a booking. Where `from` equals `to`, it was moved (with a previous window) or given a chef.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('status change', id) }),
    from: t.field({
      type: BookingStatus,
      nullable: true,
      description: 'The status before; null for the first step.',
      resolve: ({ fromStatus }) => fromStatus,
    }),
    to: t.field({ type: BookingStatus, description: 'The status after.', resolve: ({ toStatus }) => toStatus }),
    previousStartsAt: t.expose('previousStartsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the booking would have begun, had it not been moved.',
    }),
    previousEndsAt: t.expose('previousEndsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the booking would have ended, had it not been moved.',
    }),
    actor: t.field({
      type: User,
      nullable: true,
      description: 'Who did it; null for the gateway itself, and when the account is gone.',
      resolve: ({ actorId }) => actorId,
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why, if somebody said so.' }),
    waiverReason: t.exposeString('waiverReason', {
      nullable: true,
      description: 'Why a fee or a limit of the policy did not count; null where they did.',
    }),
    overbookReason: t.exposeString('overbookReason', {
      nullable: true,
      description: 'Why time was given away that was not free; null where it was.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it happened.' }),
  }),
})

export const BookingStatusChangeConnection = connectionType('BookingStatusChange', BookingStatusChange)
