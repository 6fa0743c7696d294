import pg from 'pg'

/** What Prisma passes of prisma.config.ts. */
export interface Datasource {
  url?: string
  shadowDatabaseUrl?: string
}

export interface Place {
  connectionString: string
  /** Of Prisma's URL parameter of that name. */
  schema: string | undefined
  database: string
  host: string
  port: string
  user: string
}

/** Parameters of a URL that only Prisma understands. */
const PRISMA_PARAMETERS = [
  'schema',
  'connection_limit',
  'pool_timeout',
  'pgbouncer',
  'statement_cache_size',
  'socket_timeout',
  'sslaccept',
]

export function parsePlace(raw: string | undefined): Place {
  if (!raw) throw new Error('There is no datasource URL: set DATABASE_OWNER_URL.')
  const url = new URL(raw)
  const schema = url.searchParams.get('schema') ?? undefined
  for (const parameter of PRISMA_PARAMETERS) url.searchParams.delete(parameter)
  return {
    connectionString: url.href,
    schema,
    database: decodeURIComponent(url.pathname.slice(1)) || 'postgres',
    host: url.hostname,
    port: url.port || '5432',
    user: decodeURIComponent(url.username),
  }
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The same server and role, another database. */
export function withDatabase(connectionString: string, database: string): string {
  const url = new URL(connectionString)
  url.pathname = `/${encodeURIComponent(database)}`
  return url.href
}

/** Runs one statement on a connection of its own. */
export async function administer(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
