import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startEmbeddedPostgres } from '#platform/database/embedded/embedded-postgres.ts'
import { migrate } from '#platform/database/migrations.ts'
import { createLog } from '#platform/log.ts'
import { loadBenchSecrets } from './bench-secrets.ts'
import { cpuOfTree } from './cpu.ts'
import { MANAGER, provideFixture } from './fixture.ts'
import { sendLoad } from './load.ts'
import { NODE_FLAGS } from './node-flags.ts'
import { QUERY_B, QUERY_B_WITH_NAMES } from './query-b.ts'

/**
 * Query B against the raw limit, in one run on one machine: processor time per request of Node and of PostgreSQL. The
 * servers take turns, so that a busy machine is busy for all of them. `--against <folder>` measures another checkout of
 * Teppan beside this one, over the same data. Linux only: it reads /proc.
 */
const { values } = parseArgs({
  options: {
    'data-dir': { type: 'string', default: '.data/bench' },
    requests: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
    scale: { type: 'string', default: '1' },
    against: { type: 'string' },
  },
})
const HERE = import.meta.dirname
const CONNECTIONS = 16
const dataDir = resolve(values['data-dir'])
const requests = Number(values.requests)
const scale = Number(values.scale)

interface Contestant {
  name: string
  server: ChildProcess
  url: string
  headers: Record<string, string>
  body: string
}

interface Measured {
  nodeMs: number
  postgresMs: number
  perSecond: number
  bytes: number
}

const log = createLog('warn')
const secrets = await loadBenchSecrets(dataDir)
const postgres = await startEmbeddedPostgres({ dataDir, log })
const servers: ChildProcess[] = []
try {
  await migrate(postgres.ownerUrl, log)
  const urls = { admin: withDatabase(postgres.adminUrl, 'teppan'), gateway: postgres.gatewayUrl }
  await provideFixture(urls, secrets, log, {
    customers: 20_000 * scale,
    bookings: 100_000 * scale,
    escalations: 20_000 * scale,
  })
  const { stationId, postmaster } = await inspect(urls.admin)
  const raw = await start(join(HERE, 'raw-server.ts'), [urls.admin, stationId])
  const gateway = await startGateway(HERE)
  const other = values.against ? await startGateway(resolve(values.against, 'bench')) : null
  const headers = { 'content-type': 'application/json' }
  const signedIn = { ...headers, authorization: `Bearer ${await signIn(gateway.url)}` }
  const contestants: Contestant[] = [
    { name: 'raw: node:http, one hand-written statement', ...raw, headers, body: '' },
    ...(other
      ? [{ name: `Teppan of ${values.against}`, ...other, headers: signedIn, body: JSON.stringify({ query: QUERY_B }) }]
      : []),
    { name: 'Teppan', ...gateway, headers: signedIn, body: JSON.stringify({ query: QUERY_B }) },
    {
      name: 'Teppan, with decrypted names',
      ...gateway,
      headers: signedIn,
      body: JSON.stringify({ query: QUERY_B_WITH_NAMES }),
    },
  ]
  const results = new Map<string, Measured[]>(contestants.map(({ name }) => [name, []]))
  for (const contestant of contestants) await measure(contestant, postmaster, Math.ceil(requests / 2))
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const contestant of contestants) {
      results.get(contestant.name)?.push(await measure(contestant, postmaster, requests))
    }
  }
  print(results)
} finally {
  for (const server of servers) server.kill('SIGKILL')
  await postgres.stop()
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

async function inspect(adminUrl: string): Promise<{ stationId: string; postmaster: number }> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  const { rows: stations } = await client.query("select id from identity.stations where code = 'B1'")
  const { rows: files } = await client.query("select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int as pid")
  await client.end()
  return { stationId: stations[0].id, postmaster: files[0].pid }
}

/** The gateway of a checkout's folder `bench`. */
async function startGateway(folder: string): Promise<{ server: ChildProcess; url: string }> {
  const { server, url } = await start(join(folder, 'gateway-server.ts'), [postgres.gatewayUrl, dataDir])
  return { server, url: `${url}/graphql` }
}

async function start(file: string, args: string[]): Promise<{ server: ChildProcess; url: string }> {
  const server = fork(file, args, { stdio: 'inherit', execArgv: NODE_FLAGS })
  servers.push(server)
  const [{ url }] = (await once(server, 'message')) as [{ url: string }]
  return { server, url }
}

async function signIn(url: string): Promise<string> {
  const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInPayload { accessToken } } }'
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input: MANAGER } }),
  })
  const answer = (await response.json()) as { data: { signIn: { accessToken: string } } }
  return answer.data.signIn.accessToken
}

async function measure(
  { server, url, headers, body }: Contestant,
  postmaster: number,
  count: number,
): Promise<Measured> {
  const cpu = async () => ({ node: await cpuOfTree(server.pid ?? 0), postgres: await cpuOfTree(postmaster) })
  const before = await cpu()
  const { seconds, bytes } = await sendLoad({ url, headers, body, connections: CONNECTIONS, requests: count })
  const after = await cpu()
  return {
    nodeMs: (after.node - before.node) / count,
    postgresMs: (after.postgres - before.postgres) / count,
    perSecond: count / seconds,
    bytes,
  }
}

function print(results: Map<string, Measured[]>): void {
  const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
  const rows = [...results].map(([name, rounds]) => ({
    name,
    node: median(rounds.map(({ nodeMs }) => nodeMs)),
    postgres: median(rounds.map(({ postgresMs }) => postgresMs)),
    total: median(rounds.map(({ nodeMs, postgresMs }) => nodeMs + postgresMs)),
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    bytes: rounds[0]?.bytes ?? 0,
  }))
  const limit = rows[0]?.total ?? 1
  const lines = rows.map(
    ({ name, node, postgres: database, total, perSecond, bytes }) =>
      `| ${name} | ${node.toFixed(2)} | ${database.toFixed(2)} | ${total.toFixed(2)} | ${(total / limit).toFixed(2)} × | ${perSecond.toFixed(0)} | ${(bytes / 1024).toFixed(1)} |`,
  )
  process.stdout.write(
    [
      `Query B at ${CONNECTIONS} connections, median of ${values.rounds} rounds of ${requests} requests, scale ${scale}; CPU in ms per request`,
      '',
      '| server | Node | PostgreSQL | total | ratio | requests/s | KB |',
      '|---|---|---|---|---|---|---|',
      ...lines,
      '',
    ].join('\n'),
  )
}
