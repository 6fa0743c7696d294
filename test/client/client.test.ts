import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { newId } from '#platform/new-id.ts'
import { GatewayClient } from '../../client/client.ts'
import type { TypedDocument } from '../../client/documents.ts'
import { GatewayError } from '../../client/errors.ts'
import { fixedToken } from '../../client/tokens.ts'
import { CreateCustomerDocument, CustomersDocument, ViewerDocument } from '../operations/admin/generated/graphql.ts'
import { type Business, createBusiness, hire, type StaffMember } from '../support/business.ts'
import { FlakyProxy } from '../support/flaky-proxy.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

let gateway: TestGateway
let proxy: FlakyProxy
let business: Business
let manager: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
  proxy = await FlakyProxy.before(gateway.url)
  business = await createBusiness(gateway)
  manager = await hire(gateway, business, 'STATION_MANAGER')
})
afterEach(() => {
  proxy.script = []
  proxy.seen.length = 0
})
afterAll(async () => {
  await proxy.stop()
  await gateway.stop()
})

const clientOf = (options: object = {}) =>
  new GatewayClient({ url: `${proxy.url}/graphql`, tokens: fixedToken(manager.token), ...options })
const text = (query: string) => ({ toString: () => query }) as TypedDocument<Record<string, unknown>, object>

/** The error of a call that must fail. */
async function errorOf(call: Promise<unknown>): Promise<GatewayError> {
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof GatewayError) return error
  throw new Error('the call should have failed with a GatewayError', { cause: error })
}

describe('a call', () => {
  it('resolves to the data of the operation', async () => {
    const { viewer } = await clientOf().run(ViewerDocument, {})
    expect(viewer?.user.email).toBe(manager.email)
  })

  it('resolves to a refusal, which is data', async () => {
    const input = { stationId: publicId('station', business.stationIds[0]), name: '', email: 'not an address' }
    const { createCustomer } = await clientOf().run(CreateCustomerDocument, { input })
    expect(createCustomer).toMatchObject({ __typename: 'ValidationError', code: 'VALIDATION_FAILED' })
  })

  it('says what client it is', async () => {
    await clientOf({ name: 'web 2.1' }).run(ViewerDocument, {})
    expect(proxy.seen[0]?.headers['graphql-client-name']).toBe('web 2.1')
  })

  it('is nobody’s without a token', async () => {
    expect(await clientOf({ tokens: undefined }).run(ViewerDocument, {})).toEqual({ viewer: null })
    expect(proxy.seen[0]?.headers).not.toHaveProperty('authorization')
  })

  it('is not for subscriptions', async () => {
    await expect(clientOf().run(text('subscription { escalationAlerts { __typename } }'), {})).rejects.toThrow(
      TypeError,
    )
    expect(proxy.seen).toEqual([])
  })
})

describe('a call that fails', () => {
  it('has the code, the id of the request and everything else that the gateway said', async () => {
    const error = await errorOf(clientOf({ tokens: undefined }).run(CustomersDocument, { first: 1 }))
    expect(error).toMatchObject({
      name: 'GatewayError',
      code: 'UNAUTHENTICATED',
      status: 401,
      data: null,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(error.errors).toEqual([
      {
        message: error.message,
        path: ['customers'],
        locations: expect.any(Array),
        extensions: { code: 'UNAUTHENTICATED', requestId: error.requestId },
      },
    ])
    expect(error.extensions).toBe(error.errors[0]?.extensions)
    const logged = gateway.takeLog().find(({ fields }) => fields.requestId === error.requestId)
    expect(logged?.message).toBe('operation')
  })

  it('has the data that there are besides', async () => {
    const id = publicId('customer', newId())
    const error = await errorOf(
      clientOf({ tokens: undefined }).run(text(`{ __typename customer(id: "${id}") { id } }`), {}),
    )
    expect(error).toMatchObject({
      code: 'UNAUTHENTICATED',
      data: { __typename: 'Query', customer: null },
      hasData: true,
    })
  })

  it('of a document that is not valid says what is wrong with it, at once', async () => {
    const error = await errorOf(clientOf().run(text('{ viewr { permissions } }'), {}))
    expect([error.code, error.status]).toEqual(['GRAPHQL_VALIDATION_FAILED', 400])
    expect(proxy.seen).toHaveLength(1)
  })

  it('because somebody else has answered says so', async () => {
    const client = clientOf({ retries: 0 })
    for (const body of ['<html></html>', '', '[]', 'null', '{}', '{"message":"Not found"}', '{"data":5}']) {
      proxy.script = [{ status: 404, body }]
      expect(await errorOf(client.run(ViewerDocument, {}))).toMatchObject({
        code: 'BAD_ANSWER',
        status: 404,
        requestId: null,
      })
    }
  })

  it('because nobody has answered says so, with the cause', async () => {
    proxy.script = ['refuse']
    const error = await errorOf(clientOf({ retries: 0 }).run(ViewerDocument, {}))
    expect([error.code, error.status]).toEqual(['NETWORK_ERROR', null])
    expect(error.cause).toBeInstanceOf(Error)
  })
})

describe('a call that nobody answers', () => {
  it('ends after the time that an attempt may take', async () => {
    proxy.script = ['hang']
    const error = await errorOf(clientOf({ attemptTimeoutMs: 50, retries: 0 }).run(ViewerDocument, {}))
    expect(error.code).toBe('CLIENT_TIMEOUT')
  })

  it('ends after the time that the call may take, however many attempts there were', async () => {
    proxy.script = Array.from({ length: 50 }, () => 'hang' as const)
    const client = clientOf({ attemptTimeoutMs: 40, retries: 50, backoff: { baseMs: 1, capMs: 1 } })
    const startedAt = performance.now()
    const error = await errorOf(client.run(ViewerDocument, {}, { timeoutMs: 200 }))
    expect(error.code).toBe('CLIENT_TIMEOUT')
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    expect(proxy.seen.length).toBeGreaterThan(1)
    expect(proxy.seen.length).toBeLessThan(10)
  })

  it('ends when it is aborted, with the reason for that', async () => {
    proxy.script = ['hang']
    const abort = new AbortController()
    const reason = new Error('the page was left')
    const call = clientOf().run(ViewerDocument, {}, { signal: abort.signal })
    setTimeout(() => abort.abort(reason), 30)
    await expect(call).rejects.toBe(reason)
    expect(proxy.seen).toHaveLength(1)
    await expect(clientOf().run(ViewerDocument, {}, { signal: abort.signal })).rejects.toBe(reason)
    expect(proxy.seen).toHaveLength(1)
  })

  it('ends when it is aborted while it waits to be repeated', async () => {
    proxy.script = [{ status: 503, headers: { 'retry-after': '20' } }]
    const abort = new AbortController()
    const call = clientOf().run(ViewerDocument, {}, { signal: abort.signal })
    setTimeout(() => abort.abort(new Error('left')), 100)
    await expect(call).rejects.toThrow('left')
    expect(proxy.seen).toHaveLength(1)
  })
})
