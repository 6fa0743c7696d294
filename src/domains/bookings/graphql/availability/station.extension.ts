import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { weights } from '#graphql/cost/weights.ts'
import { ForbiddenError } from '#kernel/errors.ts'
import { holdsAt, type Viewer } from '#kernel/viewer.ts'
import { Station } from '../../../identity/index.ts'
import { overridesOfStation } from '../../store/availability/hours-reads.ts'
import {
  policiesNewestFirst,
  policiesOfStation,
  policyCountOfStation,
  policyOfStation,
} from '../../store/availability/policy-reads.ts'
import { AvailabilityOverride, MAX_OVERRIDES, overrideRange, toOverrideRange } from './availability-override.type.ts'
import { BookingPolicy, BookingPolicyConnection } from './booking-policy.type.ts'

const PERMISSION = 'bookings:availability:read'

builder.objectField(Station, 'bookingPolicy', (t) =>
  t.field({
    type: BookingPolicy,
    nullable: true,
    subGraphs: inApps,
    description: `The policy that holds now; null where nobody has set one: then nothing is limited. Needs ${PERMISSION}.`,
    resolve: async ({ id, currency }, _args, { reads, viewer }) => {
      requireReader(viewer, id)
      const [row] = await reads.load(policyOfStation, id)
      return row ? { ...row, currency } : null
    },
  }),
)

builder.objectField(Station, 'bookingPolicies', (t) =>
  t.field({
    type: BookingPolicyConnection,
    subGraphs: ['admin'],
    description: `All policies that it has and had, the newest version first. Needs ${PERMISSION}.`,
    args: pageArguments,
    resolve: async ({ id, currency }, args, { reads, viewer }) => {
      requireReader(viewer, id)
      const page = await reads.load(policiesOfStation.page(reads, toPageRequest(args, policiesNewestFirst)), id)
      return {
        page: { ...page, rows: page.rows.map((row) => ({ ...row, currency })) },
        sort: policiesNewestFirst,
        countTotal: () => reads.load(policyCountOfStation, id),
      }
    },
  }),
)

builder.objectField(Station, 'availabilityOverrides', (t) =>
  t.field({
    type: [AvailabilityOverride],
    subGraphs: ['admin'],
    listSize: MAX_OVERRIDES,
    cost: weights.part,
    description: `The days that are different for the whole station, one for each date at most. Needs ${PERMISSION}.`,
    args: overrideRange,
    resolve: async ({ id }, range, { reads, viewer }) => {
      requireReader(viewer, id)
      return [...(await reads.load(overridesOfStation.of(reads, toOverrideRange(range)), id))]
    },
  }),
)

function requireReader(viewer: Viewer, stationId: string): void {
  if (!holdsAt(viewer, PERMISSION, stationId)) throw new ForbiddenError(PERMISSION)
}
