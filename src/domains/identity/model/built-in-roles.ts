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
