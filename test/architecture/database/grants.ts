/**
 * What the gateway may do with each table: history and the event log are append only, and only what has run its time
 * is deleted, besides roles that are taken away.
 */
export const grants: Readonly<Record<string, string>> = {
  'bookings.allocations': 'INSERT SELECT UPDATE',
  'bookings.booking_items': 'INSERT SELECT',
  'bookings.booking_status_changes': 'INSERT SELECT',
  'bookings.bookings': 'INSERT SELECT UPDATE',
  'bookings.resources': 'INSERT SELECT UPDATE',
  'bookings.service_items': 'INSERT SELECT UPDATE',
  'customers.customer_notes': 'INSERT SELECT UPDATE',
  'customers.customers': 'INSERT SELECT UPDATE',
  'events.domain_events': 'INSERT SELECT',
  'events.event_log': 'SELECT',
  'identity.external_identities': 'INSERT SELECT UPDATE',
  'identity.organizations': 'INSERT SELECT UPDATE',
  'identity.password_resets': 'DELETE INSERT SELECT UPDATE',
  'identity.permissions': 'SELECT',
  'identity.refresh_tokens': 'INSERT SELECT UPDATE',
  'identity.role_permissions': 'DELETE INSERT SELECT',
  'identity.roles': 'INSERT SELECT UPDATE',
  'identity.sessions': 'INSERT SELECT UPDATE',
  'identity.sign_in_attempts': 'DELETE INSERT SELECT UPDATE',
  'identity.station_members': 'INSERT SELECT UPDATE',
  'identity.stations': 'INSERT SELECT UPDATE',
  'identity.used_identity_tokens': 'DELETE INSERT SELECT',
  'identity.user_roles': 'DELETE INSERT SELECT',
  'identity.users': 'INSERT SELECT UPDATE',
  'public._prisma_migrations': 'SELECT',
  'support.escalation_events': 'INSERT SELECT',
  'support.escalations': 'INSERT SELECT UPDATE',
}
