import type { TestGateway } from './gateway.ts'
import { waitFor } from './wait.ts'

/**
 * Waits until everything that is committed has been settled, so that it no longer comes as news. A transaction of
 * another test, in another database of the server, can hold that up.
 */
export function settleLog(gateway: TestGateway): Promise<true> {
  return waitFor('a log without anything unsettled', async () => {
    const [log] = await gateway.sql<{ settled: boolean }>(
      `select coalesce(max(xid) < pg_snapshot_xmin(pg_current_snapshot()), true) as settled from events.domain_events`,
    )
    return log?.settled === true
  })
}
