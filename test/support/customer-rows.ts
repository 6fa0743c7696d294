import { randomBytes } from 'node:crypto'
import { newId } from '#platform/new-id.ts'
import type { TestGateway } from './gateway.ts'

export interface CustomerSeed {
  stationId: string
  createdAt: Date
}

/** Puts customers straight into the table, for lists that are about rows and not about persons. Their ids, in order. */
export async function insertCustomerRows({ sql }: TestGateway, seeds: readonly CustomerSeed[]): Promise<string[]> {
  const rows = seeds.map((seed) => ({ id: newId(), ...seed }))
  await sql(
    `insert into customers.customers (id, station_id, data_key_wrapped, name_enc, name_tokens, tags, created_at, updated_at)
     select id, station_id, $4, $4, '{}', '{}', created_at, created_at
     from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as seed(id, station_id, created_at)`,
    [
      rows.map(({ id }) => id),
      rows.map(({ stationId }) => stationId),
      rows.map(({ createdAt }) => createdAt),
      randomBytes(62),
    ],
  )
  return rows.map(({ id }) => id)
}
