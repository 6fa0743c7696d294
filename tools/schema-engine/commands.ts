import { administer, type Datasource, type Place, parsePlace, quote, withDatabase } from './datasource.ts'
import { logLine } from './engine-log.ts'

const commands: Record<string, (place: Place) => Promise<void>> = {
  'can-connect-to-database': ({ connectionString }) => administer(connectionString, 'SELECT 1'),
  'create-database': ({ connectionString, database }) =>
    administer(withDatabase(connectionString, 'postgres'), `CREATE DATABASE ${quote(database)}`),
  'drop-database': ({ connectionString, database }) =>
    administer(withDatabase(connectionString, 'postgres'), `DROP DATABASE ${quote(database)} WITH (FORCE)`),
}

/** What Prisma calls such a failure. */
function describe(error: NodeJS.ErrnoException, { database, host, port, user }: Place): [code: string, text: string] {
  switch (error.code) {
    case '3D000':
      return ['P1003', `Database \`${database}\` does not exist`]
    case '28P01':
      return ['P1000', `Authentication failed against database server, the credentials for \`${user}\` are not valid.`]
    case '42501':
    case '28000':
      return ['P1010', `User was denied access on the database \`${database}\``]
    case '42P04':
      return ['P1009', `Database \`${database}\` already exists on the database server`]
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EHOSTUNREACH':
      return ['P1001', `Can't reach database server at \`${host}:${port}\``]
    case 'ETIMEDOUT':
      return ['P1002', `The database server at \`${host}:${port}\` was reached but timed out.`]
    default:
      return ['', error.message]
  }
}

/** Runs one of the commands that need no engine; resolves to the exit status. */
export async function runCommand(name: string | undefined, datasource: Datasource): Promise<0 | 1> {
  const place = parsePlace(datasource.url)
  const command = commands[name ?? '']
  if (!command) throw new Error(`unknown command ${name}`)
  logLine('INFO', { message: 'Starting schema engine CLI', git_hash: 'wasm' })
  try {
    await command(place)
    logLine('INFO', { message: name === 'drop-database' ? 'The database was successfully dropped.' : 'ok' })
    return 0
  } catch (error) {
    const [code, message] = describe(error as NodeJS.ErrnoException, place)
    logLine('ERROR', { is_panic: false, error_code: code, message })
    return 1
  }
}
