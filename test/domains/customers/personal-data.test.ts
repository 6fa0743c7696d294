import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { type Business, createBusiness, hire, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { ADD_NOTE, act, CREATE, UPDATE } from './operations.ts'

/** Words that stand nowhere else. */
const PERSON = {
  name: 'Zaphkiel Quillfeather',
  email: 'zaphkiel.quillfeather@xylograph.example',
  phone: '+16175550199',
  address: '77 Marzipan Terrace',
}
const CHANGED = {
  name: 'Zaphkiel Thornbury',
  email: 'thornbury@xylograph.example',
  phone: '+442079460123',
  address: '78 Nougat Crescent',
}
const NOTE = 'Is afraid of the flambadou'
const MARKS = [
  'zaphkiel',
  'quillfeather',
  'xylograph',
  '6175550199',
  'marzipan',
  'thornbury',
  '2079460123',
  'nougat',
  'flambadou',
]

let gateway: TestGateway
let business: Business
let manager: StaffMember
let observer: StaffMember
let customerId: string

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway, 2)
  manager = await hire(gateway, business, 'STATION_MANAGER')
  observer = await hire(gateway, business, 'OBSERVER')
  const stationId = publicId('station', business.stationIds[0])
  customerId = (await act(gateway, CREATE, { stationId, ...PERSON, tags: ['vip'], source: 'web' }, manager)).customer.id
  await act(gateway, UPDATE, { customerId, expectedVersion: 1, ...CHANGED }, manager)
  await act(gateway, ADD_NOTE, { customerId, body: NOTE }, manager)
  await gateway.query('{ customers(first: 1, filter: { search: "zaphkiel" }) { nodes { name } } }', {}, manager.token)
  await act(gateway, UPDATE, { customerId, expectedVersion: 3, email: 'thornbury@' }, manager)
})

afterAll(() => gateway.stop())

/** All text and all bytes of all tables there are, past row-level security. */
async function readEverything(): Promise<{ place: string; text: string; bytes: string }[]> {
  const columns = await gateway.sql<{ schema: string; table: string; column: string; type: string }>(
    `select table_schema as schema, table_name as table, column_name as column, data_type as type
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
       and not (select relispartition from pg_class where oid = format('%I.%I', table_schema, table_name)::regclass)`,
  )
  expect(columns.length).toBeGreaterThan(150)
  const selects = columns.map(
    ({ schema, table, column, type }) =>
      `select '${schema}.${table}.${column}' as place,
        ${type === 'bytea' ? 'null' : `string_agg("${column}"::text, chr(10))`} as text,
        ${type === 'bytea' ? `string_agg(encode("${column}", 'hex'), chr(10))` : 'null'} as bytes
       from "${schema}"."${table}"`,
  )
  const rows = await gateway.sql<{ place: string; text: string | null; bytes: string | null }>(
    selects.join(' union all '),
  )
  return rows.map(({ place, text, bytes }) => ({ place, text: (text ?? '').toLowerCase(), bytes: bytes ?? '' }))
}

describe('what identifies a person', () => {
  it('stands nowhere in the database as it is', async () => {
    const everything = await readEverything()
    const found = (mark: string) =>
      everything.filter(({ text, bytes }) => text.includes(mark) || `${text} ${bytes}`.includes(bytesOf(mark)))
    // What is not personal is found, so this test would find the rest.
    expect(everything.flatMap(({ place, text }) => (text.includes('vip') ? [place] : [])).toSorted()).toEqual([
      'audit.row_changes.new_values',
      'customers.customers.tags',
    ])
    for (const mark of MARKS) expect(found(mark), mark).toEqual([])
  })

  it('stands in no event', async () => {
    const events = await gateway.sql<{ type: string; payload: object }>(
      'select type, payload from events.domain_events order by position',
    )
    expect(events).toEqual([
      { type: 'customer.created', payload: { source: 'web' } },
      { type: 'customer.updated', payload: { changed: ['name', 'email', 'phone', 'address'] } },
      { type: 'customer.note_added', payload: { noteId: expect.any(String) } },
    ])
  })

  it('stands in no line of the log', () => {
    const lines = gateway.takeLog().map((line) => JSON.stringify(line).toLowerCase())
    expect(lines.length).toBeGreaterThan(5)
    for (const mark of MARKS)
      expect(
        lines.filter((line) => line.includes(mark)),
        mark,
      ).toEqual([])
  })

  it('is not repeated by a refusal', async () => {
    for (const fields of [{ email: 'quillfeather@' }, { phone: 'quillfeather' }, { locale: 'quillfeather!' }]) {
      const refused = await act(gateway, UPDATE, { customerId, expectedVersion: 3, ...fields }, manager)
      expect(refused.__typename).toBe('ValidationError')
      expect(JSON.stringify(refused)).not.toContain('quillfeather')
    }
  })

  it('is sealed anew with each change: equal texts are never equal bytes', async () => {
    const read = () => gateway.sql<{ name: Buffer }>('select name_enc as name from customers.customers')
    const [before] = await read()
    await act(gateway, UPDATE, { customerId, expectedVersion: 3, name: CHANGED.name }, manager)
    const [after] = await read()
    expect(after?.name).toHaveLength(before?.name.length ?? 0)
    expect(after?.name).not.toEqual(before?.name)
  })

  it('cannot be moved to another customer, column or station', async () => {
    const stationId = publicId('station', business.stationIds[1] ?? '')
    const other = (await act(gateway, CREATE, { stationId, name: 'Eve', address: 'Elsewhere' }, manager)).customer.id
    const read = async (id: string) =>
      (await gateway.send('query ($id: ID!) { customer(id: $id) { name address } }', { id }, manager.token)).body
    const swaps = [
      `update customers.customers set name_enc = (select name_enc from customers.customers c where c.id <> customers.id limit 1)`,
      `update customers.customers set data_key_wrapped = (select data_key_wrapped from customers.customers c where c.id <> customers.id limit 1)`,
      `update customers.customers set name_enc = address_enc`,
    ]
    for (const swap of swaps) {
      const saved = await gateway.sql<{ id: string; name: Buffer; key: Buffer }>(
        'select id, name_enc as name, data_key_wrapped as key from customers.customers',
      )
      await gateway.sql(swap)
      for (const id of [customerId, other]) {
        const { data, errors } = await read(id)
        expect(data).toMatchObject({ customer: { name: null } })
        expect(errors?.[0]).toMatchObject({ message: 'Internal server error', path: ['customer', 'name'] })
      }
      for (const { id, name, key } of saved) {
        await gateway.sql('update customers.customers set name_enc = $2, data_key_wrapped = $3 where id = $1', [
          id,
          name,
          key,
        ])
      }
    }
    expect((await read(other)).data).toMatchObject({ customer: { name: 'Eve' } })
  })
})

describe('somebody who may not read personal data', () => {
  const DETAILS = `query ($id: ID!) { customer(id: $id) { id name email phone address tags source version
    notes(first: 5) { totalCount nodes { body createdAt author { fullName } } } } }`

  it('sees the customer, but nothing that tells who it is', async () => {
    const { status, body } = await gateway.send(DETAILS, { id: customerId }, observer.token)
    expect(status).toBe(200)
    expect(body.data?.customer).toMatchObject({
      id: customerId,
      ...{ name: null, email: null, phone: null, address: null },
      tags: ['vip'],
      notes: { totalCount: 1, nodes: [{ body: null, author: { fullName: expect.any(String) } }] },
    })
    const denied = body.errors?.map(({ path, extensions: { code } }) => [path?.join('.'), code]).toSorted()
    expect(denied).toEqual([
      ['customer.address', 'FORBIDDEN'],
      ['customer.email', 'FORBIDDEN'],
      ['customer.name', 'FORBIDDEN'],
      ['customer.notes.nodes.0.body', 'FORBIDDEN'],
      ['customer.phone', 'FORBIDDEN'],
    ])
    for (const mark of MARKS) expect(JSON.stringify(body).toLowerCase()).not.toContain(mark)
  })

  it('cannot find out by searching', async () => {
    const SEARCH =
      'query ($search: String!) { customers(first: 1, filter: { search: $search }) { totalCount nodes { id } } }'
    for (const search of ['thornbury', 'nobody', '']) {
      const { status, body } = await gateway.send(SEARCH, { search }, observer.token)
      expect(status).toBe(403)
      expect(body.data).toBeNull()
      expect(body.errors?.[0]?.message).toBe('This needs the permission customers:pii:read.')
    }
  })

  it('at one station finds and reads there alone where it is allowed', async () => {
    const [home = '', branch = ''] = business.stationIds
    const both = await hire(gateway, business, 'OBSERVER', [home])
    await gateway.sql(
      `insert into identity.user_roles (id, user_id, role_id, organization_id, station_id)
       select gen_random_uuid(), $1, id, $2, $3 from identity.roles where code = 'CUSTOMER_SUPPORT'`,
      [both.userId, business.organizationId, branch],
    )
    await act(gateway, CREATE, { stationId: publicId('station', branch), name: 'Zaphkiel Elsewhere' }, manager)
    const list = (filter: object) =>
      gateway.send<{ customers: { nodes: { name: string | null; station: { id: string } }[] } }>(
        'query ($filter: CustomerFilter) { customers(first: 10, filter: $filter) { nodes { name station { id } } } }',
        { filter },
        both.token,
      )
    const searched = await list({ search: 'zaphkiel' })
    expect(searched.body.errors).toBeUndefined()
    expect(searched.body.data?.customers.nodes.map(({ name }) => name)).toEqual(['Zaphkiel Elsewhere'])

    const { body } = await list({})
    const readable = body.data?.customers.nodes.map(({ name, station }) => [station.id, name !== null])
    for (const [id, isReadable] of readable ?? []) expect(isReadable).toBe(id === publicId('station', branch))
    expect(body.errors).toHaveLength(1)
  })
})

/** Without the first letter, which may be a capital. */
function bytesOf(mark: string): string {
  return Buffer.from(mark.slice(1)).toString('hex')
}
