import type { GatewayClient } from '../client.ts'
import { CreateCustomerDocument, type CreateCustomerInput } from './generated/graphql.ts'

/** A form that was filled in; the key is kept with it, so that sending it again after a crash creates nothing twice. */
export interface CustomerForm {
  key: string
  input: CreateCustomerInput
}

/** The id of the new customer, or what is wrong with the form. */
export async function sendForm(client: GatewayClient, { key, input }: CustomerForm): Promise<{ id: string } | string> {
  const { createCustomer } = await client.run(CreateCustomerDocument, { input }, { idempotencyKey: key })
  // Refusals are answers, not errors: the union of the result tells them apart.
  return createCustomer.__typename === 'CreateCustomerPayload' ? createCustomer.customer : createCustomer.message
}
