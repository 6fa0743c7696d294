import { type RawBuilder, sql } from 'kysely'
import type { PageRequest } from '#kernel/page.ts'
import { enumType } from '#platform/database/column-types.ts'
import { columnsOf, defineFilter, type FilterOf } from '#platform/database/filters.ts'
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
  sql<string[]>`coalesce(items.required_skills, '{}')`.as('requiredSkills'),
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

const skillsOfBooking = prepare<{ skill: string }>({
  compile: () =>
    sql<{ skill: string }>`select distinct skill from bookings.booking_items as ordered
      join bookings.service_items as items on items.id = ordered.service_item_id
      cross join lateral unnest(items.required_skills) as skill
      where ordered.booking_id = ${parameter(1, 'uuid')}`.compile(db),
})

/** What everybody must be good at who does what was ordered with a booking. */
export async function findSkillsOf(session: Session, bookingId: string): Promise<string[]> {
  const rows = await session.run(skillsOfBooking, [bookingId])
  return rows.map(({ skill }) => skill)
}

const kindType = enumType('bookings.service_item_kind', ServiceItemKind)
const kind = { column: 'items.kind', name: 'kind', type: kindType } as const
const name = { column: 'items.name', name: 'name', type: 'text' } as const
const currency = { column: 'items.currency', name: 'currency', type: 'text' } as const
const price = { column: 'items.price_cents', name: 'priceCents', type: 'int8' } as const
const id = { column: 'items.id', name: 'id', type: 'uuid' } as const

/**
 * `kind` is how a menu reads: menus, services, add-ons, fees, and by name within each. Prices are compared within a
 * currency only.
 */
const keysOf = { kind: [kind, name, id], name: [name, id], price: [currency, price, id] }

export function menuSort(key: keyof typeof keysOf, direction: 'asc' | 'desc'): Sort<ServiceItemRow> {
  return { direction, keys: keysOf[key] }
}

const column = columnsOf('bookings.service_items as items')

const filterColumns = {
  kind: column('kind', kindType, { lead: { after: 'scope', orders: ['kind', 'name'] } }),
  active: column('is_active', 'bool'),
}
const conditionsOf = defineFilter(filterColumns)

/** The items of these businesses that the filter lets through. */
export interface MenuList {
  organizationIds: readonly string[]
  filter: FilterOf<typeof filterColumns> | null
}

function toList({ organizationIds, filter }: MenuList) {
  const select = (organizationId: RawBuilder<string>) =>
    db
      .selectFrom('bookings.service_items as items')
      .select(itemColumns)
      .where('items.organization_id', '=', organizationId)
  return { scopeIds: organizationIds, select, conditions: conditionsOf(filter) }
}

export function listMenu(session: Session, list: MenuList, sort: Sort<ServiceItemRow>, page: PageRequest) {
  return listPage(session, { ...toList(list), sort, page })
}

export function countMenu(session: Session, list: MenuList): Promise<number> {
  return countList(session, toList(list))
}
