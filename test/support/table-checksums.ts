import type { TestGateway } from './gateway.ts'

/** A checksum over all rows of each table, past row-level security. */
export async function checksumTables(gateway: TestGateway): Promise<Record<string, string | null>> {
  const tables = await gateway.sql<{ name: string }>(
    `select oid::regclass::text as name from pg_class
     where relkind in ('r', 'p') and not relispartition
       and relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema') order by 1`,
  )
  const sums = tables.map(
    ({ name }) => `(select md5(string_agg(row::text, e'\\n' order by row::text)) from ${name} as row) as "${name}"`,
  )
  const [checksums] = await gateway.sql<Record<string, string | null>>(`select ${sums.join(', ')}`)
  return checksums ?? {}
}
