import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { constraintName } from '#platform/database/failures.ts'
import { prepareInsert } from '#platform/database/insert.ts'
import { newId } from '#platform/new-id.ts'
import { asGateway, type BookingScene, openBookingScene } from '../../support/bookings.ts'

const insertCustomers = prepareInsert('customers.customers', [
  'id',
  'stationId',
  'dataKeyWrapped',
  'nameEnc',
  'emailEnc',
  'nameTokens',
  'tags',
  'source',
  'updatedAt',
])

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
})

afterAll(() => scene.gateway.stop())

const bytes = (first: number) => new Uint8Array(62).fill(first)

function customer(source: string | null) {
  const { stationId } = scene
  const sealed = { dataKeyWrapped: bytes(0), nameEnc: bytes(255), emailEnc: null }
  const updatedAt = new Date('2030-06-01T12:34:56.789Z')
  return { id: newId(), stationId, ...sealed, nameTokens: [-1, 2 ** 53 - 1], tags: ['a,b', '"c"'], source, updatedAt }
}

function insert(rows: readonly ReturnType<typeof customer>[]): Promise<void> {
  const { unitOfWork, viewer } = asGateway(scene)
  return unitOfWork.run(viewer, ({ session }) => insertCustomers(session, rows))
}

describe('a prepared insert', () => {
  it('writes any number of rows as they are: bytes, lists, instants and texts; what is not named is filled in', async () => {
    const rows = [customer(`"quotes" \\ {braces} \n鉄板🔥`), customer(null), customer('plain')]
    await insert(rows)
    const stored = await scene.gateway.sql(
      `select id, station_id as "stationId", data_key_wrapped as "dataKeyWrapped", name_enc as "nameEnc",
         email_enc as "emailEnc", name_tokens::text[] as "nameTokens", tags, source, updated_at as "updatedAt",
         version, created_at is not null as "hasBeginning"
       from customers.customers where id = any ($1) order by array_position($1::uuid[], id)`,
      [rows.map(({ id }) => id)],
    )
    expect(stored).toEqual(
      rows.map((row) => ({
        ...row,
        dataKeyWrapped: Buffer.from(row.dataKeyWrapped),
        nameEnc: Buffer.from(row.nameEnc),
        nameTokens: row.nameTokens.map(String),
        version: 1,
        hasBeginning: true,
      })),
    )
  })

  it('sends nothing where there are no rows', async () => {
    scene.gateway.takeStatements()
    await insert([])
    expect(scene.gateway.takeStatements()).toEqual([])
  })

  it('writes all rows or none, and tells which rule was broken', async () => {
    const [good, other] = [customer('good'), customer('bad')]
    const error = await insert([good, { ...other, id: good.id }]).catch((failure: unknown) => failure)
    expect(constraintName(error)).toBe('customers_pkey')
    expect(await scene.gateway.sql('select from customers.customers where id = $1', [good.id])).toEqual([])
  })
})
