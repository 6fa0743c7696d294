import { publicId } from '#graphql/ids.ts'
import type { Business, StaffMember } from './business.ts'
import type { TestGateway } from './gateway.ts'

/** An API key as the tests select it. */
export interface ApiKeyAnswer {
  id: string
  organization: { id: string }
  name: string
  prefix: string
  scopes: string[]
  stations: { id: string }[] | null
  plan: string
  state: string
  expiresAt: string | null
  lastUsedAt: string | null
  rotatedFrom: { id: string } | null
  revokedAt: string | null
  createdBy: { id: string } | null
  createdAt: string
  version: number
}

/** What a mutation answers: the payload, or why it was refused. */
export interface ApiKeyResult {
  __typename: string
  apiKey: ApiKeyAnswer
  key: string
  replaced: ApiKeyAnswer
  code: string
  message: string
  path: string[] | null
  issues: { path: string[]; message: string }[]
  currentVersion: number
  state: string
  endsAt: string
}

export const KEY_FIELDS = `id organization { id } name prefix scopes stations { id } plan state expiresAt lastUsedAt
  rotatedFrom { id } revokedAt createdBy { id } createdAt version`
const REFUSALS = '... on UserError { code message path } ... on ValidationError { issues { path message } }'

export const CREATE_KEY = `mutation ($input: CreateApiKeyInput!) { result: createApiKey(input: $input) { __typename
  ... on CreateApiKeyPayload { apiKey { ${KEY_FIELDS} } key } ${REFUSALS} } }`
export const UPDATE_KEY = `mutation ($input: UpdateApiKeyInput!) { result: updateApiKey(input: $input) { __typename
  ... on UpdateApiKeyPayload { apiKey { ${KEY_FIELDS} } } ${REFUSALS}
  ... on VersionConflictError { currentVersion } ... on ApiKeyNotActiveError { state } } }`
export const ROTATE_KEY = `mutation ($input: RotateApiKeyInput!) { result: rotateApiKey(input: $input) { __typename
  ... on RotateApiKeyPayload { apiKey { ${KEY_FIELDS} } key replaced { ${KEY_FIELDS} } } ${REFUSALS}
  ... on ApiKeyNotActiveError { state } ... on RotationUnderwayError { endsAt } } }`
export const REVOKE_KEY = `mutation ($input: RevokeApiKeyInput!) { result: revokeApiKey(input: $input) { __typename
  ... on RevokeApiKeyPayload { apiKey { ${KEY_FIELDS} } } ${REFUSALS} } }`

/** Sends one of the mutations, which must have no top-level errors. */
export async function actOnKey(gateway: TestGateway, mutation: string, input: object, { token }: StaffMember) {
  const { result } = await gateway.query<{ result: ApiKeyResult }>(mutation, { input }, token)
  return result
}

export const ALL_SCOPES = ['identity:station:read', 'bookings:menu:read', 'bookings:availability:read']

/** A key that may do all that keys may, at these stations, or with null in the whole organization. */
export async function giveKey(
  gateway: TestGateway,
  by: StaffMember,
  reach: { stationIds: readonly string[] } | { organizationId: string },
  fields: object = {},
): Promise<ApiKeyResult> {
  const places =
    'organizationId' in reach
      ? { organizationId: publicId('organization', reach.organizationId) }
      : { stationIds: reach.stationIds.map((id) => publicId('station', id)) }
  const input = { name: 'Partner', scopes: ALL_SCOPES, ...places, ...fields }
  const result = await actOnKey(gateway, CREATE_KEY, input, by)
  if (result.__typename !== 'CreateApiKeyPayload') throw new Error(`no key was given: ${JSON.stringify(result)}`)
  return result
}

/** A role of the business's own with these permissions alone, at these stations, for somebody who has none. */
export async function giveOwnRole(
  gateway: TestGateway,
  { organizationId }: Business,
  { userId }: StaffMember,
  permissions: readonly string[],
  stationIds: readonly (string | null)[],
): Promise<void> {
  await gateway.sql(
    `with role as (insert into identity.roles (id, organization_id, code, name, rank, updated_at)
         values (gen_random_uuid(), $1, 'R' || upper(substr(md5(random()::text), 1, 8)), 'Own', 50, now()) returning id),
       granted as (insert into identity.role_permissions (role_id, permission_code)
         select role.id, code from role, unnest($3::text[]) as code)
     insert into identity.user_roles (id, user_id, role_id, organization_id, station_id)
       select gen_random_uuid(), $2, role.id, $1, station_id from role, unnest($4::uuid[]) as station_id`,
    [organizationId, userId, permissions, stationIds],
  )
}

/** All that there is about keys, which a refusal must leave as it was. */
export async function readKeys({ sql }: TestGateway): Promise<object> {
  const read = async (table: string) =>
    (await sql<{ row: string }>(`select t::text as row from ${table} t order by 1`)).map(({ row }) => row)
  return { keys: await read('identity.api_keys'), stations: await read('identity.api_key_stations') }
}
