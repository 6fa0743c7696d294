import { recordAccesses } from '#domains/domains.ts'
import type { PersonalReads } from '#graphql/personal-reads.ts'
import { AccessNotRecordedError } from '#kernel/errors.ts'
import type { Viewer } from '#kernel/viewer.ts'
import type { StatementObserver } from '#platform/database/client-session.ts'
import type { GatewayPool } from '#platform/database/pool.ts'
import { writeAs } from '#platform/database/write-as.ts'
import type { Log } from '#platform/log.ts'

export interface Reading {
  viewer: Viewer
  requestId: string
  operation: string | null
  personalReads: PersonalReads
  /** Whether the operation has changed anything. */
  hasActed: boolean
}

/** Commits one row for each customer of whom the operation gives out anything; without any it does nothing at all. */
export async function recordPersonalReads(
  { pool, log, observeStatement }: { pool: GatewayPool; log: Log; observeStatement?: StatementObserver },
  { personalReads, hasActed, ...reading }: Reading,
): Promise<void> {
  const reads = personalReads.entries
  if (reads.length === 0) return
  try {
    const { statement, values } = recordAccesses({ ...reading, reads })
    await writeAs({ pool, observe: observeStatement }, reading.viewer, statement, values)
  } catch (error) {
    log.error(
      { requestId: reading.requestId, err: error },
      'personal data were held back: their reading was not recorded',
    )
    throw new AccessNotRecordedError(error, hasActed)
  }
}
