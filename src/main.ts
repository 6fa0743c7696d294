import { readConfig } from '#platform/config.ts'
import { openDatabase } from '#platform/database/open-database.ts'
import { createLog } from '#platform/log.ts'
import { loadSecrets } from '#platform/secrets.ts'
import { systemClock } from '#platform/system-clock.ts'
import { describeStart } from '#server/describe-start.ts'
import { type Gateway, startGateway } from '#server/gateway.ts'
import { configureGraphiql } from '#server/graphiql-samples.ts'

/** Long enough for all that a stop waits for; afterwards the process ends whatever is left. */
const STOP_TIMEOUT_MS = 40_000

const config = readConfig()
const log = createLog(config.logLevel)
const secrets = await loadSecrets(config.dataDir, config.secrets)
const database = await openDatabase(config, log)

async function start(): Promise<Gateway> {
  const demo = config.demoData ? await provideDemoData() : null
  const gateway = await startGateway({
    ...config,
    databaseUrl: database.gatewayUrl,
    secrets,
    clock: systemClock,
    log,
    graphiql: configureGraphiql(demo),
  })
  process.stdout.write(describeStart(gateway.url, config, demo))
  return gateway
}

/** Loaded only where it is wanted: it needs packages that an installation for production leaves out. */
async function provideDemoData() {
  const { provideDemoData: provide } = await import('../prisma/seed/demo-data.ts')
  return provide(database, secrets, log)
}

const gateway = await start().catch(async (error: unknown) => {
  await database.stop()
  throw error
})

// graphql-js leaves fields of a list alone once another field has decided the answer: when they fail, nobody waits for
// them, and without this one such query would end the process.
process.on('unhandledRejection', (reason) => log.error({ err: reason }, 'a failure that nobody waited for'))

let stopping = false
async function stop(signal: NodeJS.Signals): Promise<void> {
  if (stopping) process.exit(1)
  stopping = true
  log.info({ signal }, 'stopping')
  setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref()
  await gateway.stop()
  await database.stop()
  process.exit(0)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
