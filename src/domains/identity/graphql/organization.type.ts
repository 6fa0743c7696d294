import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Node, registerNode } from '#graphql/node.ts'
import { holdsAnywhere } from '#kernel/viewer.ts'
import { organizationById } from '../store/identity-reads.ts'

const SubscriptionTier = builder.enumType('SubscriptionTier', {
  description: 'What a business has booked.',
  values: {
    FREE: { description: 'Nothing; for trying out.' },
    STANDARD: { description: 'The usual.' },
    ENTERPRISE: { description: 'By agreement.' },
  } as const,
})

const SubscriptionStatus = builder.enumType('SubscriptionStatus', {
  description: 'How the subscription of a business stands.',
  values: {
    TRIALING: { description: 'Trying out.' },
    ACTIVE: { description: 'Paid.' },
    PAST_DUE: { description: 'A payment is late.' },
    CANCELLED: { description: 'Ended.' },
  } as const,
})

export const Organization = loadableRef('Organization', organizationById)

// Row-level security shows everybody the own ones.
export const organizationNode = registerNode('organization', 'Organization', async (uuid, { reads, viewer }) =>
  holdsAnywhere(viewer, 'identity:station:read') ? reads.load(organizationById, uuid) : null,
)

Organization.implement({
  description: 'The business: it owns stations, staff and menu.',
  interfaces: [Node],
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('organization', id) }),
    name: t.exposeString('name', { description: 'As it presents itself.' }),
    slug: t.exposeString('slug', { description: 'Its short name in addresses.' }),
    subscriptionTier: t.expose('subscriptionTier', {
      type: SubscriptionTier,
      description: 'What it has booked.',
      subGraphs: ['admin'],
    }),
    subscriptionStatus: t.expose('subscriptionStatus', {
      type: SubscriptionStatus,
      description: 'How its subscription stands.',
      subGraphs: ['admin'],
    }),
    trialEndsAt: t.expose('trialEndsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When trying out ends; null when it does not.',
      subGraphs: ['admin'],
    }),
    version: t.exposeInt('version', {
      description: 'Rises with each change; changes name the one that they saw.',
      subGraphs: ['admin'],
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when.', subGraphs: ['admin'] }),
  }),
})
