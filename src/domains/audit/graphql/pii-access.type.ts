import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { publicId } from '#graphql/ids.ts'
import { Node, readableAtStation, registerNode } from '#graphql/node.ts'
import { ForbiddenError } from '#kernel/errors.ts'
import { personalFields } from '#kernel/personal-field.ts'
import { holdsAt } from '#kernel/viewer.ts'
import { Customer } from '../../customers/index.ts'
import { Station } from '../../identity/index.ts'
import type { PiiAccessRow } from '../store/audit-rows.ts'
import { piiAccessById } from '../store/pii-access-reads.ts'
import { AuditActor } from './audit-actor.type.ts'

const PersonalField = builder.enumType('PersonalField', {
  description: 'What there is to know of a customer that identifies the person.',
  values: {
    NAME: { description: personalFields.NAME },
    EMAIL: { description: personalFields.EMAIL },
    PHONE: { description: personalFields.PHONE },
    ADDRESS: { description: personalFields.ADDRESS },
    NOTE: { description: personalFields.NOTE },
    VENUE_ADDRESS: { description: personalFields.VENUE_ADDRESS },
  } as const,
})

const PERMISSION = 'customers:customer:read'

registerNode('PII access', 'PiiAccess', readableAtStation(piiAccessById, 'audit:pii:read'))

const PiiAccess = builder.objectRef<PiiAccessRow>('PiiAccess').implement({
  description: 'One operation in which somebody was given personal data of one customer.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('PII access', id) }),
    accessedAt: t.expose('accessedAt', { type: 'DateTime', description: 'When, by the clock of the database.' }),
    actor: t.field({ type: AuditActor, description: 'Who was given them.', resolve: (access) => access }),
    station: t.field({
      type: Station,
      description: 'The station whose customer it is.',
      resolve: ({ stationId }) => stationId,
    }),
    customerId: t.id({
      description: 'Whose they are, also when the customer is there no more.',
      resolve: ({ customerId }) => publicId('customer', customerId),
    }),
    customer: t.field({
      type: Customer,
      nullable: true,
      description: `Whose they are; null when the customer is there no more. Needs ${PERMISSION}.`,
      resolve: ({ customerId, stationId }, _args, { viewer }) => {
        if (holdsAt(viewer, PERMISSION, stationId)) return customerId
        throw new ForbiddenError(PERMISSION)
      },
    }),
    fields: t.expose('fields', { type: [PersonalField], description: 'What of them.' }),
    operation: t.exposeString('operation', {
      nullable: true,
      description: 'The name that the client gave the operation, at most 200 characters of it; null without one.',
    }),
    requestId: t.exposeString('requestId', { description: 'The request, as its answer named it.' }),
  }),
})

export const PiiAccessConnection = connectionType('PiiAccess', PiiAccess)
