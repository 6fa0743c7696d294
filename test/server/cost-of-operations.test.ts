import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Documents, RefusedDocument } from '#graphql/documents.ts'
import { limits } from '#graphql/limits.ts'
import { buildSchema } from '#graphql/schema.ts'
import { audiences } from '#kernel/audience.ts'
import { giveKey } from '../support/api-keys.ts'
import { createBusiness, hireOwner, signIn } from '../support/business.ts'
import { CostCalculator } from '../support/cost-calculator.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RandomOperations } from '../support/random-operations.ts'
import { byGet, byPost, bySocket } from '../support/transports.ts'

let gateway: TestGateway
const tokens = { admin: '', chef: '', public: '' }

beforeAll(async () => {
  gateway = await startTestGateway()
  const business = await createBusiness(gateway)
  const owner = await hireOwner(gateway, business)
  tokens.admin = owner.token
  tokens.chef = (await signIn(gateway.on('chef'), owner.email)).token
  tokens.public = (await giveKey(gateway, owner, business)).key
})
afterAll(() => gateway.stop())

/** Whether it fits into an address: with the other headers that is at most 16 KiB. */
function isShort(query: string, variables: Record<string, unknown>): boolean {
  return `${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`.length < 14_000
}

describe.each(audiences)('the %s API', (audience) => {
  const schema = buildSchema(audience)
  const documents = new Documents({ schema, bounds: limits.documents[audience] })
  const calculator = new CostCalculator(readFileSync(`schema/${audience}.graphql`, 'utf8'))
  const path = audience === 'admin' ? '/graphql' : `/${audience}/graphql`

  it('asks for as many points as its printed schema says: of 200 queries, over every transport', async () => {
    let priced = 0
    const ask = async (text: string, variables: Record<string, unknown>) => {
      priced += 1
      const send = [byPost, byPost, isShort(text, variables) ? byGet : byPost, bySocket][priced % 4] as typeof byPost
      const headers = { authorization: `Bearer ${tokens[audience]}` }
      return (await send(`${gateway.url}${path}`, { query: text, variables }, headers)).extensions?.cost
    }
    await fc.assert(
      fc.asyncProperty(new RandomOperations(schema).of('query'), async ({ text, variables }) => {
        fc.pre(!(documents.check(text) instanceof RefusedDocument))
        expect(await ask(text, variables)).toMatchObject({ requested: calculator.cost(text, variables) })
      }),
      { numRuns: 200 },
    )
    expect(priced).toBeGreaterThanOrEqual(200)
  })
})
