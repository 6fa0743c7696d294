import { builder } from '#graphql/builder.ts'
import { findId } from '#graphql/ids.ts'
import { holdsAt } from '#kernel/viewer.ts'
import { customerById } from '../store/customer-reads.ts'
import { Customer } from './customer.type.ts'

builder.queryField('customer', (t) =>
  t.field({
    type: Customer,
    nullable: true,
    description: 'One customer; null when there is none with this id that one may see.',
    authScopes: { permission: 'customers:customer:read' },
    args: { id: t.arg.id({ required: true, description: 'Which.' }) },
    resolve: async (_root, { id }, { reads, viewer }) => {
      const uuid = findId('customer', id)
      const row = uuid && (await reads.load(customerById, uuid))
      return row && holdsAt(viewer, 'customers:customer:read', row.stationId) ? row : null
    },
  }),
)
