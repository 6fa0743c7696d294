import { readFile } from 'node:fs/promises'
import { Client } from 'pg'
import type { Passwords } from './passwords.ts'

/** The database that Teppan lives in, and its two roles as prisma/roles.sql makes them. */
export const database = 'teppan'
export const ownerRole = 'teppan_owner'
export const gatewayRole = 'teppan_gateway'

const rolesFile = new URL('../../../../prisma/roles.sql', import.meta.url)

/**
 * Brings database, roles and passwords to what they must be; run at every start. The database `postgres`, where the
 * claim on the server lives, is closed to the gateway.
 * @param session a session of the superuser on the database `postgres`
 * @param url the superuser's URL of the database `teppan`
 */
export async function prepareRoles(session: Client, url: string, passwords: Passwords): Promise<void> {
  const { rowCount } = await session.query('select from pg_database where datname = $1', [database])
  if (rowCount === 0) await session.query(`create database ${database}`)
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000, query_timeout: 30_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(await readFile(rolesFile, 'utf8'))
    await client.query(`alter role ${ownerRole} password ${client.escapeLiteral(passwords.owner)}`)
    await client.query(`alter role ${gatewayRole} password ${client.escapeLiteral(passwords.gateway)}`)
    await client.query(
      `revoke all on database postgres from public; grant connect on database postgres to ${ownerRole}`,
    )
  } finally {
    await client.end()
  }
}
