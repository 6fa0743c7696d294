import { builder } from '#graphql/builder.ts'
import { Customer, customerNode } from './customer.type.ts'

builder.queryField('customer', (t) =>
  t.field({
    type: Customer,
    nullable: true,
    description: 'One customer; null when there is none with this id that one may see.',
    authScopes: { permission: 'customers:customer:read' },
    args: { id: t.arg.id({ required: true, description: 'Which.' }) },
    resolve: (_root, { id }, context) => customerNode.find(id, context),
  }),
)
