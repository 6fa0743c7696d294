import { createServer } from 'node:http'
import pg from 'pg'

/**
 * The practical limit of the machine for query B: `node:http`, and one statement written by hand that builds the whole
 * answer as JSON. No authentication, no row-level security, no decryption, no GraphQL.
 */
const QUERY = `
  select json_build_object('data', json_build_object('bookings', json_build_object('nodes', coalesce(json_agg(row order by created_at desc, id desc), '[]'))))::text as body
  from (
    select b.created_at, b.id, json_build_object(
      'id', b.id, 'reference', b.reference, 'status', b.status, 'startsAt', b.starts_at, 'endsAt', b.ends_at,
      'adults', b.adults, 'children', b.children,
      'customer', json_build_object('id', c.id, 'locale', c.locale, 'tags', c.tags, 'createdAt', c.created_at,
        'escalations', json_build_object('nodes', coalesce((
          select json_agg(json_build_object('id', e.id, 'status', e.status, 'priority', e.priority, 'summary', e.summary, 'createdAt', e.created_at)
            order by e.created_at desc, e.id desc)
          from (select * from support.escalations where customer_id = c.id order by created_at desc, id desc limit 5) e), '[]'))),
      'chefs', coalesce((select json_agg(json_build_object('id', r.id, 'name', r.name) order by r.name)
        from bookings.allocations a join bookings.resources r on r.id = a.resource_id
        where a.station_id = b.station_id and a.booking_id = b.id and r.kind = 'CHEF'), '[]')) as row
    from (select * from bookings.bookings where station_id = $1 order by created_at desc, id desc limit 50) b
    join customers.customers c on c.id = b.customer_id
  ) as rows`

const [url, stationId] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: url, max: 16 })
const server = createServer(async (_request, response) => {
  const { rows } = await pool.query({ name: 'query-b', text: QUERY, values: [stationId] })
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(rows[0].body)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}` })
})
