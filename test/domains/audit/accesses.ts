import type { TestGateway } from '../../support/gateway.ts'

/** What was written down of a reading, past row-level security. */
export interface Access {
  customerId: string
  stationId: string
  fields: string[]
  actorKind: string
  actorId: string
  operation: string | null
  requestId: string
}

/** The readings since the last call, by customer. */
export async function takeAccesses({ sql }: TestGateway): Promise<Access[]> {
  return sql<Access>(
    `with taken as (delete from audit.pii_accesses returning *)
     select customer_id as "customerId", station_id as "stationId", fields::text[] as fields, actor_kind as "actorKind",
       actor_id as "actorId", operation, request_id as "requestId" from taken order by accessed_at, customer_id`,
  )
}
