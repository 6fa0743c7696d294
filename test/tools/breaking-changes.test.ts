import { describe, expect, it } from 'vitest'
import { approvalOf, breakingChanges, readApprovals } from '../../tools/schema-changes/breaking-changes.ts'

const BEFORE = `
  enum Size { SMALL LARGE }
  type Query { dish(name: String): Dish }
  type Dish { name: String! size: Size! price: Int }
`

function changed(from: string, to: string): Promise<{ level: string; message: string }[]> {
  return breakingChanges(BEFORE, BEFORE.replace(from, to))
}

describe('a change of the schema', () => {
  it('breaks clients when something goes away', async () => {
    expect(await changed('price: Int', '')).toEqual([
      { level: 'BREAKING', message: "Field 'price' was removed from object type 'Dish'" },
    ])
  })

  it('breaks clients when it wants more of them', async () => {
    expect(await changed('dish(name: String)', 'dish(name: String!)')).toEqual([
      {
        level: 'BREAKING',
        message: "Type for argument 'name' on field 'Query.dish' changed from 'String' to 'String!'",
      },
    ])
  })

  it('may break clients when an enum grows', async () => {
    expect(await changed('SMALL LARGE', 'SMALL LARGE HUGE')).toEqual([
      { level: 'DANGEROUS', message: "Enum value 'HUGE' was added to enum 'Size'" },
    ])
  })

  it('breaks nobody when it adds a field', async () => {
    expect(await changed('price: Int', 'price: Int spicy: Boolean')).toEqual([])
  })

  it('is approved by its own line alone', async () => {
    const [change] = await breakingChanges(BEFORE, BEFORE.replace('price: Int', ''))
    const line = change && approvalOf('chef', change)
    const approvals = readApprovals(`# why\n${line}\n`)
    expect(approvals.has("chef: BREAKING: Field 'price' was removed from object type 'Dish'")).toBe(true)
    expect(approvals.size).toBe(1)
  })
})
