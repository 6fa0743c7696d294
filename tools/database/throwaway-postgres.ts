import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/database/embedded/embedded-postgres.ts'
import type { Log } from '#platform/log.ts'

/** A PostgreSQL with an empty database that takes no care of its files; when it stops, nothing of it is left. */
export async function startThrowawayPostgres(
  log: Log,
  settings: Readonly<Record<string, string>> = {},
): Promise<EmbeddedPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'teppan-throwaway-'))
  const remove = () => rm(dataDir, { recursive: true, force: true })
  try {
    // The server runs as another user when we are root.
    await chmod(dataDir, 0o711)
    const careless = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }
    const postgres = await startEmbeddedPostgres({ dataDir, log, settings: { ...careless, ...settings } })
    const stop = async () => {
      await postgres.stop()
      await remove()
    }
    return { ...postgres, stop }
  } catch (error) {
    await remove()
    throw error
  }
}
