import { sql } from 'kysely'
import type { Session } from '#platform/database/rows.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'

const brought = prepare<{ id: string }>({
  compile: () =>
    // Customer by customer: a partner may have made nearly all bookings that there are.
    sql<{ id: string }>`select wanted.id from unnest(${parameter(2, 'uuid[]')}) as wanted (id)
      where (select true from bookings.bookings as bookings
        where bookings.customer_id = wanted.id and bookings.api_key_id = ${parameter(1, 'uuid')} limit 1)`.compile(db),
})

/** Those of the customers for whom the partner has made a booking, whatever has become of it. */
export async function findCustomersOfPartner(
  session: Session,
  partnerId: string,
  customerIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await session.run(brought, [partnerId, customerIds])
  return new Set(rows.map(({ id }) => id))
}
