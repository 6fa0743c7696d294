import type { GatewayClient } from '../client.ts'
import { GatewayError } from '../errors.ts'
import { NewestCustomersDocument } from './generated/graphql.ts'

/** The names of the newest customers, where one may see them; null when one may see no customers. */
export async function readNewestCustomers(
  client: GatewayClient,
  signal?: AbortSignal,
): Promise<(string | null)[] | null> {
  try {
    const { customers } = await client.run(NewestCustomersDocument, { first: 10 }, { signal })
    return customers.nodes.map(({ name }) => name)
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'FORBIDDEN') return null
    throw error
  }
}
