import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { ForbiddenError } from '#kernel/errors.ts'
import { holdsAt } from '#kernel/viewer.ts'
import { Booking } from '../../bookings/index.ts'
import { escalationCountOfBooking, escalationsOfBooking } from '../store/escalation-edges.ts'
import { escalationsNewestFirst } from '../store/escalation-reads.ts'
import { EscalationConnection } from './escalation.type.ts'

builder.objectField(Booking, 'escalations', (t) =>
  t.field({
    type: EscalationConnection,
    subGraphs: ['admin'],
    nullable: true,
    description: 'The escalations about the booking, the newest first. Needs support:escalation:read.',
    args: pageArguments,
    resolve: async ({ id, stationId }, args, { reads, viewer }) => {
      if (!holdsAt(viewer, 'support:escalation:read', stationId)) throw new ForbiddenError('support:escalation:read')
      const page = toPageRequest(args, escalationsNewestFirst)
      return {
        page: await reads.load(escalationsOfBooking.page(reads, page), id),
        sort: escalationsNewestFirst,
        countTotal: () => reads.load(escalationCountOfBooking, id),
      }
    },
  }),
)
