import { publicId } from '#graphql/ids.ts'
import type { StaffMember } from '../../support/business.ts'
import type { Answer, TestGateway } from '../../support/gateway.ts'

/** Somebody, or something, as the mutations of this domain show it. */
export interface Result {
  __typename: string
  code: string
  message: string
  path: string[] | null
  issues: { path: string[]; message: string }[]
  currentVersion: number
  from: string
  to: string
  user: { id: string; status: string; presence: string; version: number; roles: HeldRole[] } & Record<string, unknown>
  invitation: { id: string; sentAt: string | null; expiresAt: string; createdAt: string; user: { id: string } }
  station: Record<string, unknown> & { id: string; version: number }
  organization: Record<string, unknown> & { id: string; version: number }
}

export interface HeldRole {
  code: string
  station: { id: string } | null
}

const USER =
  'user { id email fullName displayName phone avatarUrl status presence version roles { code station { id } } }'
const STATION =
  'station { id name code timezone currency address coordinates { latitude longitude } serviceRadiusKm version }'
const INVITATION = 'invitation { id sentAt expiresAt createdAt user { id } }'

const payloads: Readonly<Record<string, string>> = {
  inviteUser: INVITATION,
  revokeInvite: INVITATION,
  createStation: STATION,
  updateStation: STATION,
  updateOrganization: 'organization { id name slug version }',
}

/** The text of a mutation with all that it can answer. */
export function mutationOf(name: string): string {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
  const details: Readonly<Record<string, string>> = {
    ValidationError: 'issues { path message }',
    VersionConflictError: 'currentVersion',
    InvalidTransitionError: 'from to',
  }
  // Nothing keeps anybody from saying whether they are there.
  if (name === 'setPresence') {
    return `mutation ($input: ${type}Input!) { result: ${name}(input: $input) { __typename ${USER} } }`
  }
  const possible = {
    ValidationError: true,
    VersionConflictError: name.startsWith('update'),
    InvalidTransitionError: ['suspendUser', 'reinstateUser'].includes(name),
  }
  const refusals = Object.entries(possible)
    .filter(([, isPossible]) => isPossible)
    .map(([refusal]) => `... on ${refusal} { ${details[refusal]} }`)
  return `mutation ($input: ${type}Input!) { result: ${name}(input: $input) { __typename
    ... on ${type}Payload { ${payloads[name] ?? USER} } ... on UserError { code message path } ${refusals.join(' ')} } }`
}

/** Sends one of the mutations, which must have no top-level errors. */
export async function act(gateway: TestGateway, name: string, input: object, by?: StaffMember): Promise<Result> {
  const { result } = await gateway.query<{ result: Result }>(mutationOf(name), { input }, by?.token)
  return result
}

/** The same, for one that is refused as a whole. */
export function attempt(gateway: TestGateway, name: string, input: object, by?: StaffMember): Promise<Answer> {
  return gateway.send(mutationOf(name), { input }, by?.token)
}

export const userId = ({ userId: id }: { userId: string }) => publicId('user', id)

/** Everything about staff and stations that a refused operation must leave as it was. */
export async function readTables({ sql }: TestGateway): Promise<object> {
  const read = async (table: string) =>
    (await sql<{ row: string }>(`select t::text as row from ${table} t order by 1`)).map(({ row }) => row)
  return {
    organizations: await read('identity.organizations'),
    stations: await read('identity.stations'),
    users: await read('identity.users'),
    roles: await read('identity.user_roles'),
    members: await read('identity.station_members'),
    // Without the time of sending, which comes a moment after the invitation.
    invitations: await sql(
      'select id, user_id, token_hash, accepted_at, revoked_at from identity.invitations order by id',
    ),
    sessions: await read('identity.sessions'),
    events: await read('events.domain_events'),
  }
}

/** What the log says since the last time, in its order. */
export async function readEvents(gateway: TestGateway, stationId: string) {
  return gateway.sql<{ type: string; version: number; actor_id: string | null; payload: object }>(
    `select type, aggregate_version as version, actor_id, payload from events.domain_events
     where station_id = $1 order by position`,
    [stationId],
  )
}
