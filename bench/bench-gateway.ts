import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { migrate } from '#platform/database/migrations.ts'
import { createLog } from '#platform/log.ts'
import type { Secrets } from '#platform/secrets.ts'
import { startThrowawayPostgres } from '../tools/database/throwaway-postgres.ts'
import { loadBenchSecrets } from './bench-secrets.ts'
import { MANAGER } from './fixture.ts'
import { provideStation, type Urls } from './month-of-bookings.ts'
import { NODE_FLAGS } from './node-flags.ts'

export interface BenchGateway {
  urls: Urls
  stationId: string
  /** Of the admin API. */
  url: string
  headers: Record<string, string>
  stop(): Promise<void>
}

/** A gateway in a process of its own, over a database that is thrown away, with one station to book. */
export async function startBenchGateway(): Promise<BenchGateway> {
  const log = createLog('warn')
  const postgres = await startThrowawayPostgres(log)
  await migrate(postgres.ownerUrl, log)
  const dataDir = join(import.meta.dirname, '../.data/bench-secrets')
  const secrets: Secrets = await loadBenchSecrets(dataDir)
  const admin = new URL(postgres.adminUrl)
  admin.pathname = '/teppan'
  const urls = { admin: admin.href, gateway: postgres.gatewayUrl }
  const stationId = await provideStation(urls, secrets)
  const server = fork(join(import.meta.dirname, 'gateway-server.ts'), [postgres.gatewayUrl, dataDir], {
    stdio: 'inherit',
    execArgv: NODE_FLAGS,
  })
  const [{ url }] = (await once(server, 'message')) as [{ url: string }]
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      query: 'mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInPayload { accessToken } } }',
      variables: { input: MANAGER },
    }),
  })
  const { data } = (await answer.json()) as { data: { signIn: { accessToken: string } } }
  return {
    urls,
    stationId,
    url: `${url}/graphql`,
    headers: { ...headers, authorization: `Bearer ${data.signIn.accessToken}` },
    async stop() {
      server.kill('SIGKILL')
      await postgres.stop()
    },
  }
}
