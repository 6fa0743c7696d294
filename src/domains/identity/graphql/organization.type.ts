import { everywhere } from '#graphql/audiences.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Node, registerNode } from '#graphql/node.ts'
import { organizationById } from '../store/identity-reads.ts'

export const Organization = loadableRef('Organization', organizationById)

// Row-level security shows everybody the own ones.
registerNode('organization', 'Organization', (uuid, { reads }) => reads.load(organizationById, uuid))

Organization.implement({
  description: 'The business: it owns stations, staff and menu.',
  interfaces: [Node],
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('organization', id) }),
    name: t.exposeString('name', { description: 'As it presents itself.' }),
    slug: t.exposeString('slug', { description: 'Its short name in addresses.' }),
  }),
})
