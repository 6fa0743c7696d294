import { sql } from 'kysely'
import { RangeTooLargeError } from '#kernel/errors.ts'
import type { Session, Statement } from '#platform/database/rows.ts'
import { parameter } from '#platform/database/statements.ts'
import type { CalendarWish } from '../../model/calendar/calendar-wish.ts'

/** What every statement of the calendar is given first, in this order. */
export const given = {
  stations: sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`,
  from: parameter<Date>(2, 'timestamptz'),
  until: parameter<Date>(3, 'timestamptz'),
  /** Of `resources`. */
  isWanted: sql<boolean>`(${parameter(4, 'uuid[]')} is null or resources.id = any($4))
    and (${parameter(5, 'text[]')} is null or resources.kind::text = any($5))`,
  /** One more than there may be. */
  limit: parameter<number>(6, 'int'),
}

/** The next place for a value of a statement's own. */
export const OWN = 7

export const LONGEST_JOB = sql.raw("interval '168 hours'")

/** Entries of one kind, all of them or none: refuses when there are more than wanted. */
export async function readEntries<Row>(
  session: Session,
  statement: Statement<Row>,
  { wish, own, entries }: { wish: CalendarWish; own: readonly unknown[]; entries: string },
): Promise<Row[]> {
  const { stations, from, until, resourceIds, resourceKinds, limit } = wish
  const rows = await session.run(statement, [
    ...[stations.map(({ id }) => id), from, until, resourceIds, resourceKinds, limit + 1],
    ...own,
  ])
  requireWithin(rows, { limit, entries })
  return rows
}

export function requireWithin(rows: readonly unknown[], { limit, entries }: { limit: number; entries: string }): void {
  const advice = 'ask for a shorter range, for fewer stations or resources, or with a higher limit.'
  if (rows.length > limit) throw new RangeTooLargeError(entries, limit, advice)
}
