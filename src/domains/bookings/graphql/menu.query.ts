import { everywhere } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import { BooleanFilter, filterType, readFilter } from '#graphql/filters.ts'
import { countMenu, listMenu, type MenuList, menuSort } from '../store/menu-reads.ts'
import { ServiceItemConnection, ServiceItemKindFilter } from './service-item.type.ts'

const MenuFilter = filterType('MenuFilter', 'Which items.', (t) => ({
  kind: t.field({ type: ServiceItemKindFilter, description: 'By kind.' }),
  active: t.field({ type: BooleanFilter, description: 'By whether it can be booked.' }),
}))

const sorts = {
  KIND_ASC: menuSort('kind', 'asc'),
  NAME_ASC: menuSort('name', 'asc'),
  NAME_DESC: menuSort('name', 'desc'),
  PRICE_ASC: menuSort('price', 'asc'),
  PRICE_DESC: menuSort('price', 'desc'),
}

const MenuSort = builder.enumType('MenuSort', {
  description: 'The order of a menu.',
  values: {
    KIND_ASC: { description: 'By kind (menus, services, add-ons, fees), then by name.' },
    NAME_ASC: { description: 'By name, capitals before small letters.' },
    NAME_DESC: { description: 'By name, backwards.' },
    PRICE_ASC: { description: 'The cheapest first; currencies apart.' },
    PRICE_DESC: { description: 'The dearest first; currencies apart.' },
  } as const,
})

builder.queryField('menu', (t) =>
  t.field({
    type: ServiceItemConnection,
    description: 'What the business sells.',
    subGraphs: everywhere,
    authScopes: { permission: 'bookings:menu:read' },
    args: {
      ...pageArguments,
      filter: t.arg({ type: MenuFilter, description: 'Which items.' }),
      sort: t.arg({ type: MenuSort, required: true, defaultValue: 'KIND_ASC', description: 'In which order.' }),
    },
    resolve: async (_root, { filter, sort: sortName, ...args }, { reads, viewer }) => {
      const sort = sorts[sortName]
      const list: MenuList = {
        organizationIds: viewer.kind === 'anonymous' ? [] : viewer.organizationIds,
        filter: readFilter(filter, {}),
      }
      const page = await listMenu(reads, list, sort, toPageRequest(args, sort))
      return { page, sort, countTotal: () => countMenu(reads, list) }
    },
  }),
)
