import { recordAccesses } from '#domains/domains.ts'
import type { OperationIdentity } from '#graphql/context.ts'
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
  operation: OperationIdentity
  personalReads: PersonalReads
}

/** Commits one row for each customer of whom the operation gives out anything; without any it does nothing at all. */
export async function recordPersonalReads(
  { pool, log, observeStatement }: { pool: GatewayPool; log: Log; observeStatement?: StatementObserver },
  { viewer, requestId, operation, personalReads }: Reading,
): Promise<void> {
  const reads = personalReads.entries
  if (reads.length === 0) return
  try {
    const { statement, values } = recordAccesses({ viewer, requestId, operation: operation.name, reads })
    await writeAs({ pool, observe: observeStatement }, viewer, statement, values)
  } catch (error) {
    log.error({ requestId, err: error }, 'personal data were held back: their reading was not recorded')
    throw new AccessNotRecordedError(error, operation.kind === 'mutation')
  }
}
