import type { BuiltInRole } from '#domains/identity/model/built-in-roles.ts'

interface DemoStation {
  name: string
  code: string
  timezone: string
  currency: string
  address: string
  coordinates: { latitude: number; longitude: number }
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
        coordinates: { latitude: 42.36, longitude: -71.05 },
        staff: { STATION_MANAGER: 1, CUSTOMER_SUPPORT: 1, CHEF: 4, OBSERVER: 1 },
      },
      {
        name: 'Chicago',
        code: 'CHI',
        timezone: 'America/Chicago',
        currency: 'USD',
        address: '200 Lake Street, Chicago, IL',
        coordinates: { latitude: 41.886, longitude: -87.633 },
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
        coordinates: { latitude: 52.528, longitude: 13.405 },
        staff: { STATION_MANAGER: 1, CUSTOMER_SUPPORT: 1, CHEF: 2 },
      },
      {
        name: 'Hamburg Altona',
        code: 'HAM',
        timezone: 'Europe/Berlin',
        currency: 'EUR',
        address: 'Große Bergstraße 5, Hamburg',
        coordinates: { latitude: 53.55, longitude: 9.94 },
        staff: { STATION_MANAGER: 1, CHEF: 2, OBSERVER: 1 },
      },
    ],
  },
]

/** Works for no business. */
export const platformStaff: readonly BuiltInRole[] = ['SUPER_ADMIN', 'PLATFORM_SUPPORT']

/** Of every demo account. */
export const DEMO_PASSWORD = 'sizzling iron plate'
