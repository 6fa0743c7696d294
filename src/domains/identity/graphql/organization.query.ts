import { builder } from '#graphql/builder.ts'
import { findId } from '#graphql/ids.ts'
import { organizationById } from '../store/identity-reads.ts'
import { Organization } from './organization.type.ts'

builder.queryField('organization', (t) =>
  t.field({
    type: Organization,
    nullable: true,
    description: 'The business with this id; null when there is none that one may see.',
    authScopes: { permission: 'identity:station:read' },
    args: { id: t.arg.id({ required: true, description: 'Which business.' }) },
    resolve: (_root, { id }, { reads }) => {
      const uuid = findId('organization', id)
      return uuid === null ? null : reads.load(organizationById, uuid)
    },
  }),
)
