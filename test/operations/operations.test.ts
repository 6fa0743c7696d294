import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { type Business, createBusiness, hire, PASSWORD, type StaffMember } from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { CreateCustomerDocument, CustomersDocument, SignInDocument, ViewerDocument } from './admin/generated/graphql.ts'

let gateway: TestGateway
let business: Business
let manager: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway)
  manager = await hire(gateway, business, 'STATION_MANAGER')
})
afterAll(() => gateway.stop())

describe('the operations of this folder, with the types that are made from them', () => {
  it('sign in and say who did', async () => {
    const { signIn } = await gateway.run(SignInDocument, { input: { email: manager.email, password: PASSWORD } })
    if (signIn.__typename !== 'SignInPayload') throw new Error(signIn.message)
    const { viewer } = await gateway.run(ViewerDocument, {}, signIn.accessToken)
    expect(viewer?.user).toMatchObject({ id: publicId('user', manager.userId), email: manager.email })
    expect(viewer?.user.roles.map(({ code }) => code)).toEqual(['STATION_MANAGER'])
    expect(viewer?.stations.map(({ id }) => id)).toEqual([publicId('station', business.stationIds[0])])
  })

  it('create a customer, and find it again by its name', async () => {
    const stationId = publicId('station', business.stationIds[0])
    const input = { stationId, name: 'Ada Lovelace', email: 'ada@example.com', tags: ['vip'] }
    const { createCustomer } = await gateway.run(CreateCustomerDocument, { input }, manager.token)
    if (createCustomer.__typename !== 'CreateCustomerPayload') throw new Error(createCustomer.message)
    const { customer } = createCustomer
    expect(customer).toMatchObject({ name: 'Ada Lovelace', email: 'ada@example.com', tags: ['vip'], version: 1 })

    const search = { first: 10, filter: { search: 'lovelace' } }
    const { customers } = await gateway.run(CustomersDocument, search, manager.token)
    expect(customers).toEqual({
      nodes: [customer],
      pageInfo: { hasNextPage: false, endCursor: expect.any(String) },
      totalCount: 1,
    })
  })

  it('tell a refusal from a payload by its type', async () => {
    const { signIn } = await gateway.run(SignInDocument, { input: { email: manager.email, password: 'wrong' } })
    expect(signIn).toMatchObject({ __typename: 'InvalidCredentialsError', code: 'INVALID_CREDENTIALS', path: null })
  })
})
