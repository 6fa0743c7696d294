import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemViewer } from '#kernel/viewer.ts'
import { ReadTransaction } from '#platform/database/read-transaction.ts'
import { db, parameter, prepare, statementName } from '#platform/database/statements.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'

let gateway: TestGateway
let reads: ReadTransaction

beforeAll(async () => {
  gateway = await startTestGateway()
  reads = new ReadTransaction(gateway.gateway.platform.pool, systemViewer('platform'))
})

afterAll(async () => {
  reads.close()
  await gateway.stop()
})

const slugs = (slug: string) => db.selectFrom('identity.organizations').select('slug').where('slug', '=', slug)

function one<Value>(expression: string) {
  return reads
    .query(sql<{ value: Value }>`select ${sql.raw(expression)} as value`.compile(db))
    .then(([row]) => row?.value)
}

describe('a statement', () => {
  it('is named by its text, short enough for PostgreSQL', () => {
    expect(statementName('select 1')).toBe(statementName('select 1'))
    expect(statementName('select 1')).not.toBe(statementName('select 2'))
    expect(statementName('select 1')).toMatch(/^[\w-]{22}$/)
  })

  it('that is fixed carries no values of its own', () => {
    expect(() => prepare(slugs('nigiri'))).toThrow('a fixed statement has no values of its own')
    const fixed = prepare<{ slug: string }>(slugs(parameter<string>(1, 'text') as never))
    expect(fixed.text).toContain('"slug" = $1::text')
    expect(fixed.name).toBe(statementName(fixed.text))
  })

  it('is planned once per connection, whether fixed or composed', async () => {
    const fixed = prepare<{ one: number }>({ compile: () => sql<{ one: number }>`select 1 as one`.compile(db) })
    for (let time = 0; time < 3; time += 1) {
      await reads.run(fixed, [])
      await reads.query(slugs(`slug-${time}`).compile())
    }
    const prepared = await reads.query(
      sql<{
        statement: string
      }>`select statement from pg_prepared_statements where statement like '%slug%' or statement like '%as one'`.compile(
        db,
      ),
    )
    const texts = prepared.map(({ statement }) => statement).filter((text) => !text.includes('pg_prepared_statements'))
    expect(texts.toSorted()).toEqual([
      'select "slug" from "identity"."organizations" where "slug" = $1',
      'select 1 as one',
    ])
  })
})

describe('a value from the database', () => {
  it('that is a bigint arrives as a number, up to 53 bits', async () => {
    expect(await one('9007199254740991::bigint')).toBe(Number.MAX_SAFE_INTEGER)
    expect(await one('-9007199254740991::bigint')).toBe(Number.MIN_SAFE_INTEGER)
    expect(await one('(select count(*) from generate_series(1, 3))')).toBe(3)
  })

  it('that would have to be rounded is refused', async () => {
    await expect(one('9007199254740992::bigint')).rejects.toThrow('integer out of range: 9007199254740992')
    reads.renew()
    await expect(one("'{1}'::bigint[]")).rejects.toThrow('arrays of bigint are not read')
    reads.renew()
  })

  it('arrives as what it is: times in UTC, bytes, lists, nothing', async () => {
    expect(await one("'2026-03-29T02:30:00.123+02:00'::timestamptz")).toEqual(new Date('2026-03-29T00:30:00.123Z'))
    expect(await one("'\\x00ff'::bytea")).toEqual(Buffer.from([0, 255]))
    expect(await one("array['a', null]::text[]")).toEqual(['a', null])
    expect(await one('null::int')).toBeNull()
  })
})
