import type { BuiltInRole } from '#domains/identity/model/built-in-roles.ts'

interface DemoStation {
  name: string
  code: string
  timezone: string
  currency: string
  address: string
  /** Staff by role; everybody is a member of the station. */
  staff: Partial<Record<BuiltInRole, number>>
}

export interface DemoBusiness {
  name: string
  slug: string
  stations: readonly DemoStation[]
  /** Roles for all stations at once. */
  staff: readonly BuiltInRole[]
}

/** Two businesses, four stations in three time zones, 25 people over all roles (two of them are the platform's). */
export const demoBusinesses: readonly DemoBusiness[] = [
  {
    name: 'Iron & Maple Hibachi',
    slug: 'iron-maple',
    staff: ['ORGANIZATION_OWNER', 'ADMIN'],
    stations: [
      {
        name: 'Boston',
        code: 'BOS',
        timezone: 'America/New_York',
        currency: 'USD',
        address: '1 Harbor Street, Boston, MA',
        staff: { STATION_MANAGER: 1, CUSTOMER_SUPPORT: 1, CHEF: 4, OBSERVER: 1 },
      },
      {
        name: 'Chicago',
        code: 'CHI',
        timezone: 'America/Chicago',
        currency: 'USD',
        address: '200 Lake Street, Chicago, IL',
        staff: { STATION_MANAGER: 1, CUSTOMER_SUPPORT: 1, CHEF: 3 },
      },
    ],
  },
  {
    name: 'Messer & Schere',
    slug: 'messer-schere',
    staff: ['ORGANIZATION_OWNER'],
    stations: [
      {
        name: 'Berlin Mitte',
        code: 'BER',
        timezone: 'Europe/Berlin',
        currency: 'EUR',
        address: 'Torstraße 10, Berlin',
        staff: { STATION_MANAGER: 1, CUSTOMER_SUPPORT: 1, CHEF: 2 },
      },
      {
        name: 'Hamburg Altona',
        code: 'HAM',
        timezone: 'Europe/Berlin',
        currency: 'EUR',
        address: 'Große Bergstraße 5, Hamburg',
        staff: { STATION_MANAGER: 1, CHEF: 2, OBSERVER: 1 },
      },
    ],
  },
]

/** Works for no business. */
export const platformStaff: readonly BuiltInRole[] = ['SUPER_ADMIN', 'PLATFORM_SUPPORT']

/** Of every demo account. */
export const DEMO_PASSWORD = 'sizzling iron plate'
