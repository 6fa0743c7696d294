import type { StaffMember } from '../../support/business.ts'
import type { TestGateway } from '../../support/gateway.ts'

/** A customer as the tests select it. */
export interface CustomerAnswer {
  id: string
  station: { id: string }
  name: string | null
  email: string | null
  phone: string | null
  address: string | null
  locale: string
  tonePreference: string
  tags: string[]
  source: string | null
  version: number
  createdAt: string
  updatedAt: string
}

/** What a mutation answers: the payload, or why it was refused. */
export interface CustomerResult {
  __typename: string
  customer: CustomerAnswer
  code: string
  message: string
  path: string[] | null
  issues: { path: string[]; message: string }[]
  currentVersion: number
}

const CUSTOMER_FIELDS = `id station { id } name email phone address locale tonePreference tags source version createdAt updatedAt`
const REFUSALS = `... on UserError { code message path } ... on ValidationError { issues { path message } }`

export const CREATE = `mutation ($input: CreateCustomerInput!) { result: createCustomer(input: $input) {
  __typename ... on CreateCustomerPayload { customer { ${CUSTOMER_FIELDS} } } ${REFUSALS} } }`
export const UPDATE = `mutation ($input: UpdateCustomerInput!) { result: updateCustomer(input: $input) {
  __typename ... on UpdateCustomerPayload { customer { ${CUSTOMER_FIELDS} } } ${REFUSALS}
  ... on VersionConflictError { currentVersion } } }`
export const ADD_NOTE = `mutation ($input: AddCustomerNoteInput!) { result: addCustomerNote(input: $input) {
  __typename ... on AddCustomerNotePayload { customer { ${CUSTOMER_FIELDS} } } ${REFUSALS} } }`
export const CUSTOMER = `query ($id: ID!) { customer(id: $id) { ${CUSTOMER_FIELDS} } }`

/** Sends one of the mutations, which must have no top-level errors. */
export async function act(gateway: TestGateway, mutation: string, input: object, { token }: StaffMember) {
  const { result } = await gateway.query<{ result: CustomerResult }>(mutation, { input }, token)
  return result
}

/** Everything about the domain's rows that a refused operation must leave as it was. */
export async function readTables({ sql }: TestGateway): Promise<object> {
  const read = async (table: string) =>
    (await sql<{ row: string }>(`select t::text as row from ${table} t order by 1`)).map(({ row }) => row)
  return {
    customers: await read('customers.customers'),
    notes: await read('customers.customer_notes'),
    events: await read('events.domain_events'),
  }
}
