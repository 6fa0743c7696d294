import { parseArgs } from 'node:util'
import { readConfig } from '#platform/config.ts'
import { createLog } from '#platform/log.ts'
import { applyMigrations, reportMigrations } from './database/apply-migrations.ts'
import { createMigration } from './database/create-migration.ts'
import { seedDatabase } from './database/seed-database.ts'

/** `npm run db:…`: what is done to a database besides serving it. Needs nothing but the installed packages. */
const USAGE = `node tools/database.ts <command>
  migrate             applies the migrations that the database lacks
  status              lists them, and ends with 1 when there are any
  new --name add_x    writes the migration that brings the database to prisma/schema
  seed [--scale 1]    fills the database with demo data
DATABASE_OWNER_URL says which database; without it, it is the embedded one in DATA_DIR.
`

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { name: { type: 'string' }, scale: { type: 'string', default: '1' } },
})
const say = (text: string) => process.stdout.write(`${text}\n`)

async function run(command: string | undefined): Promise<void> {
  if (command === 'new') return createMigration(values.name, say)
  const config = readConfig()
  const log = createLog('warn')
  if (command === 'migrate') return applyMigrations(config, log, say)
  if (command === 'seed') return seedDatabase(config, Number(values.scale), log, say)
  if (command !== 'status') throw new Error(USAGE)
  const isUpToDate = await reportMigrations(config, log, say)
  if (!isUpToDate) process.exitCode = 1
}

await run(positionals[0]).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
})
