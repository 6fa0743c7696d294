import { publicId } from '#graphql/ids.ts'
import { type Business, createBusiness, hire, type StaffMember } from '../../support/business.ts'
import type { TestGateway } from '../../support/gateway.ts'
import { openSocket } from '../../support/socket.ts'
import type { Ids } from '../foreign-id-operations.ts'
import { furnish } from '../furnish.ts'

/** A station with one of each thing in each state that some mutation needs. */
export interface Place {
  business: Business
  owner: StaffMember
  /** The things that a root field is asked about. */
  idsFor(field: string): Ids
  /** All of them. */
  ids: readonly string[]
}

/** A business with two stations, and another business. */
export interface Scene {
  own: Place
  neighbour: Place
  stranger: Place
  /** What has happened since then is about things of the three. */
  cursor: string
}

export async function setScene(gateway: TestGateway): Promise<Scene> {
  const both = await createBusiness(gateway, 2)
  const [first, second = ''] = both.stationIds
  const cursor = await readCursor(gateway, await hire(gateway, both, 'OBSERVER'))
  return {
    stranger: await furnishPlace(gateway, await createBusiness(gateway)),
    neighbour: await furnishPlace(gateway, { ...both, stationIds: [second] }),
    own: await furnishPlace(gateway, { ...both, stationIds: [first] }),
    cursor,
  }
}

async function readCursor({ url }: TestGateway, { token }: StaffMember): Promise<string> {
  const socket = openSocket(url, token)
  const { data } = await socket
    .subscribe<{ escalationAlerts: { cursor: string } }>(
      'subscription { escalationAlerts { ... on StreamMessage { cursor } } }',
    )
    .next()
  await socket.close()
  if (!data) throw new Error('no cursor came')
  return data.escalationAlerts.cursor
}

async function furnishPlace(gateway: TestGateway, business: Business): Promise<Place> {
  const owner = await hire(gateway, business, 'ORGANIZATION_OWNER')
  const furnished = await furnish(gateway, business, owner)
  const chef = await hire(gateway, business, 'CHEF')
  const suspended = await hire(gateway, business, 'CHEF')
  await gateway.query('query ($id: ID!) { customer(id: $id) { name } }', { id: furnished.customer }, owner.token)
  await gateway.query('mutation { setPresence(input: { presence: ONLINE }) { __typename } }', {}, chef.token)
  await gateway.sql(`update identity.users set status = 'SUSPENDED' where id = $1`, [suspended.userId])
  const observer = await hire(gateway, business, 'OBSERVER')
  await giveEverywhere(gateway, observer)
  const escalations = { IN_PROGRESS: '', RESOLVED: '' }
  for (const status of ['IN_PROGRESS', 'RESOLVED'] as const) {
    escalations[status] = await addEscalation(gateway, furnished, owner, { status, assignee: chef.userId })
  }
  const ids: Ids = { ...furnished, user: publicId('user', chef.userId) }
  const special: Readonly<Record<string, Partial<Ids>>> = {
    piiAccessLog: { user: furnished.user },
    revokeRole: { user: publicId('user', observer.userId) },
    reinstateUser: { user: publicId('user', suspended.userId) },
    resolveEscalation: { escalation: escalations.IN_PROGRESS },
    closeEscalation: { escalation: escalations.RESOLVED },
  }
  return {
    business,
    owner,
    idsFor: (field) => ({ ...ids, ...special[field] }),
    // Without who has a role at the whole business: everybody there sees them.
    ids: [...Object.values(ids), furnished.user, publicId('user', suspended.userId), ...Object.values(escalations)],
  }
}

/** The role that they have, at the whole business too, so that it can be taken away there. */
function giveEverywhere(gateway: TestGateway, { userId }: StaffMember) {
  return gateway.sql(
    `insert into identity.user_roles (id, user_id, role_id, organization_id)
     select gen_random_uuid(), user_id, role_id, organization_id from identity.user_roles where user_id = $1`,
    [userId],
  )
}

async function addEscalation(
  gateway: TestGateway,
  { station }: Ids,
  { token }: StaffMember,
  { status, assignee }: { status: string; assignee: string },
): Promise<string> {
  const input = { stationId: station, reason: 'OTHER', summary: `Is ${status} at ${station}` }
  const { createEscalation } = await gateway.query<{ createEscalation: { escalation: { id: string } } }>(
    `mutation ($input: CreateEscalationInput!) { createEscalation(input: $input) {
      ... on CreateEscalationPayload { escalation { id } } } }`,
    { input },
    token,
  )
  await gateway.sql(
    'update support.escalations set status = $1::support.escalation_status, assigned_to_id = $2 where summary = $3',
    [status, assignee, input.summary],
  )
  return createEscalation.escalation.id
}
