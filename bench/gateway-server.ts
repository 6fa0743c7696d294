import { join } from 'node:path'
import { createLog } from '#platform/log.ts'
import { type Allowance, defaultAllowances } from '#platform/rate-limits/allowances.ts'
import { systemClock } from '#platform/system-clock.ts'
import { startGateway } from '#server/gateway.ts'
import { loadBenchSecrets } from './bench-secrets.ts'

/** The gateway as `npm start` runs it, over a database that is there already. */
const [databaseUrl, dataDir] = process.argv.slice(2) as [string, string]
/** Nobody is slowed down: what is measured is what a request takes. */
const unlimited: Allowance = { ...defaultAllowances.STAFF, limit: 1e9, restorePerSecond: 1e9, concurrency: 1_000 }
const gateway = await startGateway({
  production: false,
  persistedOperations: { mode: 'off', directory: null },
  host: '127.0.0.1',
  port: 0,
  databaseUrl,
  poolSize: 16,
  secrets: await loadBenchSecrets(dataDir),
  clock: systemClock,
  log: createLog('warn'),
  allowedOrigins: { admin: [], chef: [], public: [] },
  trustedProxies: [],
  identityProviders: [],
  drainDelayMs: 0,
  allowances: { ...defaultAllowances, ANONYMOUS: unlimited, STAFF: unlimited },
  mail: { smtpUrl: null, from: 'bench@localhost', outbox: join(dataDir, 'outbox') },
  appUrl: 'http://localhost:3000',
  gatewayUrl: null,
  graphiql: () => ({ samples: [] }),
})
process.send?.({ url: gateway.url })
