import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { countMenu, listMenu, type MenuFilter, menuOrder } from '../store/menu-reads.ts'
import { ServiceItemConnection, ServiceItemKind } from './service-item.type.ts'

const MenuFilterInput = builder.inputType('MenuFilter', {
  description: 'Which items; all conditions must hold.',
  fields: (t) => ({
    kind: t.field({ type: ServiceItemKind, description: 'Of this kind.' }),
    active: t.boolean({ description: 'Only those that can be booked, or only those that cannot.' }),
  }),
})

builder.queryField('menu', (t) =>
  t.field({
    type: ServiceItemConnection,
    description: 'What the business sells: by kind (menus, services, add-ons, fees), then by name.',
    subGraphs: everywhere,
    authScopes: { permission: 'bookings:menu:read' },
    args: { ...pageArguments, filter: t.arg({ type: MenuFilterInput, description: 'Which items.' }) },
    resolve: async (_root, { filter, ...args }, { reads, viewer }) => {
      const organizationIds = viewer.kind === 'anonymous' ? [] : viewer.organizationIds
      const wanted: MenuFilter = { organizationIds, kind: filter?.kind, active: filter?.active }
      const page = await listMenu(reads, wanted, toPageRequest(args, menuOrder))
      return { page, sort: menuOrder, countTotal: () => countMenu(reads, wanted) }
    },
  }),
)
