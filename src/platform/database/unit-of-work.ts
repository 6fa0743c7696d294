import type { Viewer } from '#kernel/viewer.ts'
import type { Prisma } from './generated/prisma/client.ts'
import type { Reads } from './read-transaction.ts'
import type { Session } from './rows.ts'
import type { Origin } from './viewer-settings.ts'

/** Everything that a use case reads and writes goes through this one transaction. */
export interface Transaction {
  /** Reads what this very transaction has written. */
  readonly session: Session
  readonly prisma: Prisma.TransactionClient
  /** Runs after the commit, and only then. Must not throw. */
  afterCommit(action: () => void): void
}

export interface UnitOfWork {
  /**
   * Runs the work in one transaction as the viewer: all of it happens, or nothing. The work may run again from its
   * start when the database reports a conflict, so it has no effects besides the transaction's.
   */
  run<Result>(viewer: Viewer, work: (transaction: Transaction) => Promise<Result>): Promise<Result>
}

/** The unit of work of a whole operation: whatever runs in it commits and fails with it. */
export interface OperationUnit extends UnitOfWork {
  /** As the operation's viewer, in this very transaction. */
  readonly reads: Reads
  /** The transaction itself, as the operation's viewer; for before and after all parts and reads. */
  readonly transaction: Transaction
  /** Whether what this part has done will be committed with the whole. */
  isKept(transaction: Transaction): boolean
}

/** What becomes of an operation's transaction. The result comes out either way. */
export interface Verdict<Result> {
  result: Result
  /** Committed, or rolled back. */
  keep: boolean
  /** Runs right before the commit, when no part and no read can come any more. */
  last?: () => Promise<void>
}

export interface OperationUnits extends UnitOfWork {
  /** Runs the work of a whole operation in one transaction. As with `run`, it may run again from its start. */
  runOperation<Result>(viewer: Viewer, work: (unit: OperationUnit) => Promise<Verdict<Result>>): Promise<Result>
}

/** The units of work of the whole process. Each change is written down as done by the viewer of its run, for no request. */
export interface UnitsOfWork extends OperationUnits {
  /** The same on behalf of somebody: each change is written down as theirs, whatever door its run goes through. */
  onBehalfOf(origin: Origin): OperationUnits
}

/** A unit of work inside another: it commits and fails with the outer one. */
export function joining(transaction: Transaction): UnitOfWork {
  return { run: (_viewer, work) => work(transaction) }
}
