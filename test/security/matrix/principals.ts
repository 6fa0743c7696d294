import { publicId } from '#graphql/ids.ts'
import type { Audience } from '#kernel/audience.ts'
import { partnerScopes } from '#kernel/permissions.ts'
import { actOnKey, giveKey, REVOKE_KEY, ROTATE_KEY } from '../../support/api-keys.ts'
import { hire, hireForAll, hireOwner, PASSWORD, type StaffMember } from '../../support/business.ts'
import { readToken, signToken } from '../../support/forged-token.ts'
import type { TestGateway } from '../../support/gateway.ts'
import type { Place, Scene } from './scene.ts'

/** Who asks: one column. */
export interface Principal {
  name: string
  /** Where the requests come from: failures count by address. */
  address: string
  /** Of an account that there is. */
  email: string
  /** The public id of the session, where there is one. */
  session: string | null
  /** @param permission that the field asks for */
  tokenFor(permission: string | null): string | undefined
}

let count = 0

function principal(name: string, email: string, token?: string): Principal {
  count += 1
  const sid = token?.startsWith('ey') && readToken(token).claims.sid
  const session = typeof sid === 'string' ? publicId('session', sid) : null
  return { name, address: `198.51.100.${count}`, email, session, tokenFor: () => token }
}

/** Somebody with each role, at the own station or as near to it as the role allows. */
export function hireEachRole(gateway: TestGateway, { own: { business } }: Scene): Promise<[string, StaffMember][]> {
  const atStation = (role: Parameters<typeof hire>[2]) => hire(gateway, business, role)
  return Promise.all(
    Object.entries({
      'super admin': hireForAll(gateway, null, 'SUPER_ADMIN'),
      'platform support': hireForAll(gateway, null, 'PLATFORM_SUPPORT'),
      owner: hireOwner(gateway, business),
      'admin of the business': hireOwner(gateway, business, 'ADMIN'),
      admin: atStation('ADMIN'),
      manager: atStation('STATION_MANAGER'),
      desk: atStation('CUSTOMER_SUPPORT'),
      chef: atStation('CHEF'),
      observer: atStation('OBSERVER'),
      'no role': hire(gateway, business, 'OBSERVER').then(async (member) => {
        await gateway.sql('delete from identity.user_roles where user_id = $1', [member.userId])
        return member
      }),
    }).map(async ([name, hired]): Promise<[string, StaffMember]> => [name, await hired]),
  )
}

/** The same people in one of the apps. */
export function signInEach(
  gateway: TestGateway,
  audience: Audience,
  staff: readonly [string, StaffMember][],
): Promise<Principal[]> {
  return Promise.all(
    staff.map(async ([name, member]) => principal(name, member.email, await signInTo(gateway, audience, member))),
  )
}

async function signInTo(gateway: TestGateway, audience: Audience, { email }: StaffMember): Promise<string> {
  const { signIn } = await gateway
    .on(audience)
    .query<{ signIn: { accessToken: string } }>(
      `mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInPayload { accessToken } } }`,
      { input: { email, password: PASSWORD } },
    )
  return signIn.accessToken
}

/** Those for whom an app opens nothing but what is for everybody; each but the first could do much if it did. */
export async function withoutSession(
  gateway: TestGateway,
  audience: 'admin' | 'chef',
  { own: { business, owner } }: Scene,
): Promise<Principal[]> {
  const hireOne = async () => {
    const member = await hire(gateway, business, 'STATION_MANAGER')
    return { ...member, token: await signInTo(gateway, audience, member) }
  }
  const [anybody, expired, signedOut, suspended] = await Promise.all([hireOne(), hireOne(), hireOne(), hireOne()])
  await gateway.on(audience).query('mutation { signOut { ended } }', {}, signedOut.token)
  await gateway.sql(`update identity.users set status = 'SUSPENDED' where id = $1`, [suspended.userId])
  const { key } = await giveKey(gateway, owner, { stationIds: business.stationIds })
  const other = audience === 'admin' ? 'chef' : 'admin'
  return [
    principal('anonymous', anybody.email),
    principal('expired token', expired.email, expire(expired.token, gateway)),
    principal('signed out', signedOut.email, signedOut.token),
    principal('suspended', anybody.email, suspended.token),
    principal('refresh token', anybody.email, anybody.refreshToken),
    principal(`token of the ${other} app`, anybody.email, await signInTo(gateway, other, anybody)),
    principal('API key', anybody.email, key),
  ]
}

function expire(token: string, { secrets }: TestGateway): string {
  const { header, claims } = readToken(token)
  const [iat, exp] = [Number(claims.iat) - 3_600, Number(claims.exp) - 3_600]
  return signToken({ header, claims: { ...claims, iat, exp } }, secrets.sessionKey)
}

/** Everybody on the public API. */
export async function partners(gateway: TestGateway, { own, neighbour, stranger }: Scene): Promise<Principal[]> {
  const give = (place: Place, fields?: object) =>
    giveKey(gateway, place.owner, { stationIds: place.business.stationIds }, fields)
  const column = (name: string, token?: string) => principal(name, own.owner.email, token)
  const keys = new Map<string | null, string>()
  for (const scope of partnerScopes) {
    keys.set(scope, (await give(own, { scopes: partnerScopes.filter((other) => other !== scope) })).key)
  }
  const [expired, revoked, replaced] = [await give(own), await give(own), await give(own)]
  await gateway.sql(
    `update identity.api_keys set created_at = now() - interval '2 hours', expires_at = now() - interval '1 hour'
     where key_id = $1`,
    [expired.apiKey.prefix.slice(8)],
  )
  await actOnKey(gateway, REVOKE_KEY, { apiKeyId: revoked.apiKey.id }, own.owner)
  await actOnKey(gateway, ROTATE_KEY, { apiKeyId: replaced.apiKey.id, overlapHours: 0 }, own.owner)
  const lacking = column('key without the scope')
  return [
    column('key with the scope', (await give(own)).key),
    { ...lacking, tokenFor: (permission) => keys.get(permission) ?? [...keys.values()][0] },
    column('key of another station', (await give(neighbour)).key),
    column('key of another business', (await give(stranger)).key),
    column('anonymous'),
    column('expired key', expired.key),
    column('revoked key', revoked.key),
    column('replaced key', replaced.key),
    column('token of the admin app', own.owner.token),
  ]
}
