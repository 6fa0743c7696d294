import type { GatewayPool } from './pool.ts'

interface Role {
  name: string
  superuser: boolean
  bypassesRls: boolean
  createsRoles: boolean
  ownsTables: boolean
  createsInSchemas: boolean
}

/** Requests are served only by a role that row-level security binds. Refuses any other with what to change. */
export async function requireServingRole(pool: GatewayPool): Promise<void> {
  const { rows } = await pool.query<Role>(
    `
    select current_user as name, rolsuper as superuser, rolbypassrls as "bypassesRls", rolcreaterole as "createsRoles",
      exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where pg_has_role(current_user, c.relowner, 'member') and n.nspname = any($1)) as "ownsTables",
      exists (select from pg_namespace n
        where n.nspname = any($1) and has_schema_privilege(current_user, n.oid, 'create')) as "createsInSchemas"
    from pg_roles where rolname = current_user`,
    [DOMAIN_SCHEMAS],
  )
  const [role] = rows
  if (!role) throw new Error('the database does not know the current role')
  const { name, ...rights } = role
  const tooMuch = Object.entries(rights)
    .filter(([, held]) => held)
    .map(([right]) => REASONS[right as keyof typeof REASONS])
  if (tooMuch.length > 0) throw new UnfitRoleError(name, tooMuch)
}

export const DOMAIN_SCHEMAS = ['identity', 'customers', 'bookings', 'support', 'events', 'audit']

const REASONS = {
  superuser: 'is a superuser',
  bypassesRls: 'has BYPASSRLS',
  createsRoles: 'has CREATEROLE',
  ownsTables: "owns the gateway's tables",
  createsInSchemas: "may create in the gateway's schemas",
}

export class UnfitRoleError extends Error {
  constructor(name: string, reasons: readonly string[]) {
    super(
      `The role ${name} must not serve requests: it ${reasons.join(', ')}. Row-level security would not bind it. ` +
        'Give DATABASE_URL the role teppan_gateway, as prisma/roles.sql creates it.',
    )
    this.name = 'UnfitRoleError'
  }
}
