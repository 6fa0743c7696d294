/**
 * Every right there is, named `domain:resource:action`. Roles in the database hold some of them, at a station or at a
 * whole organization; a field of the API asks for one. A right that is not listed here does not exist.
 */
export const permissions = {
  'identity:station:read': 'See stations and their facts.',
  'identity:user:read': 'See the staff of a station.',
  'identity:api-key:manage': 'Create, change, rotate and revoke the API keys of partners.',
  'identity:user:invite': 'Invite people, and take invitations back.',
  'identity:user:update': 'Change name, phone number and title of people.',
  'identity:user:suspend': 'Suspend people, and let them back in.',
  'identity:role:grant': 'Give roles, up to the own rank.',
  'identity:role:revoke': 'Take roles away, up to the own rank.',
  'identity:station:create': 'Open stations.',
  'identity:station:update': 'Change the facts of stations.',
  'identity:organization:update': 'Change the facts of the business.',
  'identity:session:end': 'End the sessions of the staff of a station.',
  'customers:customer:read': 'See that a customer exists, without name or contact.',
  'customers:customer:create': 'Add customers.',
  'customers:customer:update': 'Change customers and write notes about them.',
  'customers:pii:read': 'Read names, e-mail addresses, phone numbers, addresses and notes of customers.',
  'bookings:menu:read': 'See the menu and its prices.',
  'bookings:menu:manage': 'Change the menu of the business and the prices on it.',
  'bookings:price:read': 'See the tiers, offers, suggestions and price settings of a station.',
  'bookings:price:manage': 'Change the tiers, offers, suggestions and price settings of a station.',
  'bookings:booking:read': 'See bookings.',
  'bookings:booking:create': 'Make and hold bookings.',
  'bookings:booking:update': 'Change guests, requests and notes of bookings.',
  'bookings:booking:confirm': 'Confirm or decline pending bookings.',
  'bookings:booking:reschedule': 'Move bookings to another time.',
  'bookings:booking:cancel': 'Cancel bookings.',
  'bookings:booking:assign': 'Assign chefs and other resources to bookings.',
  'bookings:booking:operate': 'Start travel, check in, complete and mark no-shows.',
  'bookings:booking:overbook': 'Give time of resources away that is not free, on purpose.',
  'bookings:booking:walk-in': 'Take people in who are here now, without the notice that others have to give.',
  'bookings:availability:read': 'See when a station can be booked, and by its own policy.',
  'bookings:availability:manage': 'Set the hours of resources, and the days that are different.',
  'bookings:timeoff:request': 'Ask for time off for oneself, and take that back.',
  'bookings:timeoff:approve': 'See all time off of a station, and decide on it.',
  'bookings:policy:manage': 'Set the booking policy of a station.',
  'bookings:policy:waive': 'Waive the fee of a cancellation, and the limits of moving a booking.',
  'bookings:stats:read': 'See statistics of bookings and what they bring in.',
  'bookings:feed:manage': 'See and end the calendar feeds of everybody at a station.',
  'bookings:resource:manage': 'Add, change and retire what a station books out.',
  'support:escalation:read': 'See escalations and receive their alerts.',
  'support:escalation:create': 'Open escalations.',
  'support:escalation:assign': 'Assign escalations to people.',
  'support:escalation:start': 'Start work on escalations.',
  'support:escalation:resolve': 'Resolve escalations.',
  'support:escalation:close': 'Close escalations.',
  'audit:log:read': 'Read who changed what, with the values before and after.',
  'audit:pii:read': 'Read who has read the personal data of customers.',
} as const

export type Permission = keyof typeof permissions

/** The rights that an API key can have, as its scopes: what the public API has fields for. */
export const partnerScopes = [
  'identity:station:read',
  'bookings:menu:read',
  'bookings:availability:read',
  'bookings:booking:read',
  'bookings:booking:create',
  'bookings:booking:reschedule',
  'bookings:booking:cancel',
] as const satisfies readonly Permission[]

export type PartnerScope = (typeof partnerScopes)[number]
