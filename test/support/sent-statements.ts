import type { PoolClient } from 'pg'
import type { GatewayPool } from '#platform/database/pool.ts'

/** All statements that the gateway sends, Prisma's and the transactions' own included; a message of several counts as one. */
export function watchStatements(pool: GatewayPool): { take(): string[] } {
  let sent: string[] = []
  const watched = new WeakSet<PoolClient>()
  pool.on('acquire', (client) => {
    if (watched.has(client)) return
    watched.add(client)
    const query = client.query.bind(client) as (...parameters: unknown[]) => unknown
    const record = (...parameters: unknown[]) => {
      const [statement] = parameters as [string | { text: string }]
      sent.push(typeof statement === 'string' ? statement : statement.text)
      return query(...parameters)
    }
    client.query = record as typeof client.query
  })
  return {
    take() {
      const taken = sent
      sent = []
      return taken
    },
  }
}
