import { afterAll, beforeAll, expect, it } from 'vitest'
import { schema } from '../architecture/schema-elements.ts'
import { createBusiness, hireOwner, type StaffMember } from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { checksumTables } from '../support/table-checksums.ts'
import { joinOperations } from './aliased.ts'
import { inventIds, multiply } from './crowd.ts'
import { type IdOperation, type Ids, operationsWith, subscriptionsWith } from './foreign-id-operations.ts'
import { furnish } from './furnish.ts'
import { idArgumentsOf, idsThatDiffer } from './id-arguments.ts'

/** Ids that are asked for, all arguments together. */
const ASKED = 10_000
/** Operations in one request. */
const TOGETHER = 10
const AT_ONCE = 6

let gateway: TestGateway
let owner: StaffMember
let own: Ids
let stranger: Ids

beforeAll(async () => {
  gateway = await startTestGateway()
  const [business, other] = [await createBusiness(gateway), await createBusiness(gateway)]
  owner = await hireOwner(gateway, business)
  own = await furnish(gateway, business, owner)
  stranger = await furnish(gateway, other, await hireOwner(gateway, other))
})

afterAll(() => gateway.stop())

/** What is told, but for the ids that were asked for. */
async function answer(operations: readonly IdOperation[], asked: readonly Ids[]) {
  const { query, variables } = joinOperations(operations)
  const { status, body } = await gateway.send(query, variables, owner.token)
  const errors = body.errors?.map(({ extensions: { requestId: _, ...extensions }, ...error }) => ({
    ...error,
    extensions,
  }))
  const ids = new Map(asked.flatMap((things, at) => Object.entries(things).map(([name, id]) => [id, `${name} ${at}`])))
  const text = JSON.stringify({ status, data: body.data, errors })
  return text.replace(/[a-z]+_[0-9a-z]{26}/g, (id) => ids.get(id) ?? id)
}

it('every argument that takes an id is among the operations: a new one takes a line in foreign-id-operations.ts', () => {
  const [mine, theirs] = [inventIds(), inventIds()]
  const all = (other: Ids) => [...operationsWith(mine, other), ...subscriptionsWith(other)]
  const plain = all(mine)
  const tried = all(theirs).flatMap(({ name, variables }, at) =>
    idsThatDiffer(variables, plain[at]?.variables).map(({ path }) => `${name.split(' ')[0]} (${path})`),
  )
  expect([...new Set(tried)].toSorted()).toEqual(idArgumentsOf(schema).toSorted())
})

it(`${ASKED} ids of another business, through every argument, are answered like ids of nothing`, async () => {
  const variants = operationsWith(own, stranger).length
  const batches = Math.ceil(ASKED / variants / TOGETHER)
  const crowd = await multiply(gateway, stranger, batches * TOGETHER)
  const before = await checksumTables(gateway)
  let asked = 0
  const ask = async (variant: number) => {
    const at = (things: Ids) => operationsWith(own, things)[variant] as IdOperation
    const nothing = Array.from({ length: TOGETHER }, inventIds)
    const expected = await answer(nothing.map(at), nothing)
    expect(expected).toMatch(/^\{"status":200,/)
    expect(expected).not.toContain('INTERNAL_SERVER_ERROR')
    for (let batch = 0; batch < batches; batch += 1) {
      const foreign = crowd.slice(batch * TOGETHER, (batch + 1) * TOGETHER)
      expect(await answer(foreign.map(at), foreign), at(stranger).name).toBe(expected)
      asked += foreign.length
    }
  }
  const waiting = Array.from({ length: variants }, (_, variant) => variant).values()
  const work = async () => {
    for (const variant of waiting) await ask(variant)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  expect(asked).toBeGreaterThanOrEqual(ASKED)
  expect(await checksumTables(gateway)).toEqual(before)
}, 180_000)
