import { randomUUID } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import { fitForMigrations } from './adapter.ts'
import { administer, type Datasource, parsePlace, quote, withDatabase } from './datasource.ts'

/** Shadow databases that the engine has not disposed of, because it panicked or was stopped. */
const leftovers = new Set<() => Promise<void>>()

export async function dropLeftovers(): Promise<void> {
  await Promise.allSettled([...leftovers].map((drop) => drop()))
}

/** How the engine reaches the database, and the shadow database in which it replays the history. */
export function connectTo(datasource: Datasource): SqlMigrationAwareDriverAdapterFactory {
  const main = parsePlace(datasource.url)
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => connect(main.connectionString, main.schema),
    connectToShadowDb: () =>
      datasource.shadowDatabaseUrl
        ? useShadow(datasource.shadowDatabaseUrl, main.schema)
        : createShadow(main.connectionString, main.schema),
  }
}

async function connect(connectionString: string, schema: string | undefined): Promise<SqlDriverAdapter> {
  // What the native engine sets on its connections.
  const options = `-c timezone=UTC -c search_path=${quote(schema ?? 'public').replaceAll(' ', '\\ ')}`
  const pool = { connectionString, max: 1, application_name: 'schema-engine', options }
  return fitForMigrations(await new PrismaPg(pool, { schema }).connect())
}

async function createShadow(connectionString: string, schema: string | undefined): Promise<SqlDriverAdapter> {
  const database = `prisma_migrate_shadow_db_${randomUUID()}`
  await administer(connectionString, `CREATE DATABASE ${quote(database)} TEMPLATE template0`)
  const drop = () => administer(connectionString, `DROP DATABASE IF EXISTS ${quote(database)} WITH (FORCE)`)
  leftovers.add(drop)
  const adapter = await connect(withDatabase(connectionString, database), schema)
  const dispose = adapter.dispose.bind(adapter)
  adapter.dispose = async () => {
    if (!leftovers.delete(drop)) return
    await dispose()
    await drop()
  }
  return adapter
}

/** A shadow database that is given is emptied first. */
async function useShadow(url: string, schema: string | undefined): Promise<SqlDriverAdapter> {
  const shadow = parsePlace(url)
  await administer(
    shadow.connectionString,
    `DO $$ DECLARE name text; BEGIN
      FOR name IN SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
      LOOP EXECUTE format('DROP SCHEMA %I CASCADE', name); END LOOP;
      CREATE SCHEMA public;
    END $$`,
  )
  return connect(shadow.connectionString, shadow.schema ?? schema)
}

/** For comparing files with each other: the engine asks for nothing but the server's version. */
export function connectToNothing(): SqlMigrationAwareDriverAdapterFactory {
  const refuse = () => Promise.reject(new Error('there is no database to ask'))
  const adapter: SqlDriverAdapter = {
    provider: 'postgres',
    adapterName: 'offline',
    getConnectionInfo: () => ({ supportsRelationJoins: true }),
    queryRaw: async () => ({
      columnNames: ['exists', 'version', 'numeric_version'],
      columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
      rows: [[true, 'PostgreSQL 18.0', 180_000]],
    }),
    dispose: async () => undefined,
    executeRaw: refuse,
    executeScript: refuse,
    startTransaction: refuse,
  }
  return { provider: 'postgres', adapterName: 'offline', connect: async () => adapter, connectToShadowDb: refuse }
}
