/** The roles that every organization has. What each may do stands in the database. */
export const builtInRoles = [
  'SUPER_ADMIN',
  'PLATFORM_SUPPORT',
  'ORGANIZATION_OWNER',
  'ADMIN',
  'STATION_MANAGER',
  'CUSTOMER_SUPPORT',
  'CHEF',
  'OBSERVER',
] as const

export type BuiltInRole = (typeof builtInRoles)[number]

/** Every organization has somebody with this role. */
export const OWNER: BuiltInRole = 'ORGANIZATION_OWNER'

/** Held over all organizations, by the platform's own staff; nobody gives them through the API. */
const ofThePlatform: ReadonlySet<string> = new Set<BuiltInRole>(['SUPER_ADMIN', 'PLATFORM_SUPPORT'])

/** Whether the role can be held there: the platform's not in a business, the owner's at the whole of it alone. */
export function fitsPlace(code: string, stationId: string | null): boolean {
  return !ofThePlatform.has(code) && (code !== OWNER || stationId === null)
}
