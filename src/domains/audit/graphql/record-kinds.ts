import type { IdKind } from '#graphql/ids.ts'

/** What the rows of a table are called in the API; tables whose rows have no public id are left out. */
export const kindOfTable: Readonly<Record<string, IdKind>> = {
  'identity.organizations': 'organization',
  'identity.stations': 'station',
  'identity.users': 'user',
  'identity.roles': 'role',
  'identity.sessions': 'session',
  'identity.invitations': 'invitation',
  'identity.api_keys': 'API key',
  'customers.customers': 'customer',
  'customers.customer_notes': 'customer note',
  'bookings.service_items': 'service item',
  'bookings.price_settings': 'price settings',
  'bookings.resources': 'resource',
  'bookings.bookings': 'booking',
  'bookings.booking_items': 'booking item',
  'bookings.booking_status_changes': 'status change',
  'bookings.availability_overrides': 'availability override',
  'bookings.booking_policies': 'booking policy',
  'bookings.time_off': 'time off',
  'bookings.calendar_feeds': 'calendar feed',
  'support.escalations': 'escalation',
  'support.escalation_events': 'escalation event',
}

/** What a column of any table leads to, by its name, or by its table and name where that depends on the table. */
const kindOfColumn: Readonly<Record<string, IdKind>> = {
  organization_id: 'organization',
  station_id: 'station',
  user_id: 'user',
  author_id: 'user',
  actor_id: 'user',
  assigned_by_id: 'user',
  assigned_to_id: 'user',
  created_by_id: 'user',
  decided_by_id: 'user',
  invited_by_id: 'user',
  requested_by_id: 'user',
  resolved_by_id: 'user',
  role_id: 'role',
  api_key_id: 'API key',
  rotated_from_id: 'API key',
  customer_id: 'customer',
  service_item_id: 'service item',
  parent_ids: 'service item',
  trigger_item_id: 'service item',
  offered_item_id: 'service item',
  resource_id: 'resource',
  booking_id: 'booking',
  time_off_id: 'time off',
  escalation_id: 'escalation',
  'bookings.pricing_tiers.rule_id': 'pricing tier',
  'bookings.seasonal_offers.rule_id': 'seasonal offer',
  'bookings.upsell_rules.rule_id': 'upsell rule',
}

/** What the ids in a column are of; undefined for what has no public id. */
export function kindOfIds(table: string, column: string): IdKind | undefined {
  return column === 'id' ? kindOfTable[table] : (kindOfColumn[`${table}.${column}`] ?? kindOfColumn[column])
}

/** The tables whose rows are called so. */
export function tablesOfKind(kind: IdKind): string[] {
  return Object.keys(kindOfTable).filter((table) => kindOfTable[table] === kind)
}
