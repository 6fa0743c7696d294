import { startEmbeddedPostgres } from '#platform/database/embedded/embedded-postgres.ts'

/**
 * The part of a gateway that matters here, as a process of its own: tells its parent `loaded`, starts the server on the
 * data directory when told to, and answers with what came of it. It never stops the server: it is there to be killed.
 */
export interface GatewayReport {
  loaded?: true
  adminUrl?: string
  gatewayUrl?: string
  refusal?: string
}

const report = (message: GatewayReport) => process.send?.(message)
const silent = () => undefined
const log = { debug: silent, info: silent, warn: silent, error: silent }

process.once('message', (dataDir: string) => {
  startEmbeddedPostgres({ dataDir, log }).then(
    ({ adminUrl, gatewayUrl }) => report({ adminUrl, gatewayUrl }),
    (error: unknown) => report({ refusal: String(error) }),
  )
})
report({ loaded: true })
