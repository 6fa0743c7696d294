import { afterAll, beforeAll, expect, test } from 'vitest'
import { addBooking, addCustomer, type BookingScene, openBookingScene } from '../support/bookings.ts'
import { hire, type StaffMember } from '../support/business.ts'
import { createTestSecrets } from '../support/gateway.ts'
import { type GatewayProcess, secretsEnvironment, spawnGateway } from '../support/gateway-process.ts'
import { post } from '../support/post.ts'

const secrets = createTestSecrets()
let scene: BookingScene
let process: GatewayProcess
/** Sees bookings at both stations, but customers at the first alone. */
let clerk: StaffMember

beforeAll(async () => {
  scene = await openBookingScene({ secrets })
  const { gateway, business, stationId, otherStationId } = scene
  clerk = await hire(gateway, business, 'STATION_MANAGER', [stationId])
  const [role] = await gateway.sql<{ id: string }>(
    `insert into identity.roles (id, organization_id, code, name, rank, updated_at)
     values (gen_random_uuid(), $1, 'PLANNER', 'Planner', 5, now()) returning id`,
    [business.organizationId],
  )
  await gateway.sql(
    `insert into identity.role_permissions (role_id, permission_code) values ($1, 'bookings:booking:read')`,
    [role?.id],
  )
  await gateway.sql(
    `insert into identity.user_roles (id, user_id, role_id, organization_id, station_id)
     values (gen_random_uuid(), $1, $2, $3, $4)`,
    [clerk.userId, role?.id, business.organizationId, otherStationId],
  )
  const there = { ...scene, stationId: otherStationId }
  await addBooking({ ...there, customerId: await addCustomer(there) })
  await addBooking(scene)
  process = await spawnGateway({ ...secretsEnvironment(secrets), DATABASE_URL: gateway.database.gatewayUrl })
})

afterAll(async () => {
  await process.kill()
  await scene.gateway.stop()
})

test('a query that fails in two places, in one at once and in the other later, does not end the process', async () => {
  // For the first booking the inner list fails after a while, for the second the customer fails at once: with that
  // graphql-js has its answer, and nobody waits for the other failure any more. The condition keeps graphql-jit out.
  const query = `{ bookings(first: 2) { nodes { customer @include(if: true) { bookings(first: 0) { totalCount } } } } }`
  const { data, errors } = await post(process.url, { query, token: clerk.token })
  expect(data).toBeNull()
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN'])
  expect(await post(process.url, { query: '{ __typename }' })).toMatchObject({ data: { __typename: 'Query' } })
  expect(process.process.exitCode).toBeNull()
})
