import type { Viewer } from '#kernel/viewer.ts'
import type { StatementObserver } from './client-session.ts'
import type { GatewayPool } from './pool.ts'
import type { Statement } from './rows.ts'
import { viewerSettings } from './viewer-settings.ts'

/**
 * Runs one statement as the viewer in a transaction of its own, in one round trip; resolves once it is committed. For
 * what is written of reads: changes are made in a `UnitOfWork`.
 */
export async function writeAs(
  { pool, observe }: { pool: GatewayPool; observe: StatementObserver | undefined },
  viewer: Viewer,
  { name, text }: Statement<unknown>,
  values: readonly unknown[],
): Promise<void> {
  const begin = `BEGIN; ${viewerSettings(viewer)}`
  const client = await pool.connect()
  for (const sent of [begin, text, 'COMMIT']) observe?.(sent)
  const sent = [client.query(begin), client.query({ name, text, values: [...values] }), client.query('COMMIT')]
  const results = await Promise.allSettled(sent)
  const failed = results.find((result) => result.status === 'rejected')
  client.release(failed !== undefined)
  if (failed) throw failed.reason
}
