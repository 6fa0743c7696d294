import { type RawBuilder, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import { ServiceItemKind } from '#platform/database/generated/tables/bookings.ts'
import { countList, listPage, type Sort } from '#platform/database/keyset.ts'
import { readById } from '#platform/database/loaders.ts'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { ServiceItemRow } from './booking-rows.ts'

export const itemColumns = [
  'items.id',
  'items.organization_id as organizationId',
  'items.kind',
  'items.name',
  'items.description',
  'items.duration_minutes as durationMinutes',
  'items.price_cents as priceCents',
  'items.currency',
  'items.per',
  'items.dietary_tags as dietaryTags',
  sql<string[]>`items.parent_ids`.as('parentIds'),
  'items.is_active as isActive',
  'items.version',
] as const

export const serviceItemById = readById<ServiceItemRow>(
  prepare(
    db
      .selectFrom('bookings.service_items as items')
      .select(itemColumns)
      .where('items.id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`),
  ),
)

/** As a menu reads: by kind (menus, services, add-ons, fees), then by name. */
export const menuOrder: Sort<ServiceItemRow> = {
  direction: 'asc',
  keys: [
    {
      column: 'items.kind',
      name: 'kind',
      type: { name: 'bookings.service_item_kind', values: Object.values(ServiceItemKind) },
    },
    { column: 'items.name', name: 'name', type: 'text' },
    { column: 'items.id', name: 'id', type: 'uuid' },
  ],
}

export interface MenuFilter {
  organizationIds: readonly string[]
  kind?: ServiceItemKind | null
  active?: boolean | null
}

function selectItems({ kind, active }: MenuFilter) {
  return (organizationId: RawBuilder<string>) => {
    let query = db
      .selectFrom('bookings.service_items as items')
      .select(itemColumns)
      .where('items.organization_id', '=', organizationId)
    if (kind) query = query.where('items.kind', '=', kind)
    if (active != null) query = query.where('items.is_active', '=', active)
    return query
  }
}

export function listMenu(session: Session, filter: MenuFilter, page: PageRequest) {
  return listPage(session, { scopeIds: filter.organizationIds, select: selectItems(filter), sort: menuOrder, page })
}

export function countMenu(session: Session, filter: MenuFilter): Promise<number> {
  return countList(session, { scopeIds: filter.organizationIds, select: selectItems(filter) })
}
