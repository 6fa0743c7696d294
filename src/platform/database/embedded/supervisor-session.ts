import { Client } from 'pg'
import { DataDirectoryInUseError } from './data-directory.ts'

/** Opens a session of the superuser on the database `postgres`; nobody must listen for its loss. */
export async function openSession(url: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: 'teppan supervisor',
    connectionTimeoutMillis: 2_000,
    query_timeout: 30_000,
  })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/**
 * Takes the lock that every living supervisor holds on its server as long as its session lives; it tells a server in use
 * from one whose gateway was killed. Throws `DataDirectoryInUseError` where another supervisor holds it.
 */
export async function claimServer(session: Client, directory: string): Promise<void> {
  const { rows } = await session.query(
    `select pg_try_advisory_lock(hashtextextended('teppan supervisor', 0)) as claimed`,
  )
  if (rows[0]?.claimed !== true) throw new DataDirectoryInUseError(directory)
}
