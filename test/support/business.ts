import { createCustomer } from '#domains/customers/use-cases/create-customer.ts'
import type { BuiltInRole } from '#domains/identity/model/built-in-roles.ts'
import { provisionOrganization } from '#domains/identity/use-cases/provision-organization.ts'
import { provisionStaff } from '#domains/identity/use-cases/provision-staff.ts'
import { publicId } from '#graphql/ids.ts'
import { systemViewer, type Viewer } from '#kernel/viewer.ts'
import { hashPassword } from '#platform/crypto/passwords.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { TestApi, TestGateway } from './gateway.ts'

export const PASSWORD = 'correct horse battery'

/** A member of the staff who has signed in. */
export interface StaffMember {
  userId: string
  email: string
  token: string
  refreshToken: string
}

/** A use-case context as the gateway makes it, for setting a scene without the API. */
export function actAs({ gateway: { platform } }: TestGateway, viewer: Viewer): UseCaseContext {
  const { clock, events, personalData, signedTokens, stations, coupons, travelTimes, postbox, appUrl, closings } =
    platform
  const requestId = 'test-scene'
  const unitOfWork = platform.unitOfWork.onBehalfOf({ actor: viewer, requestId })
  return {
    viewer,
    requestId,
    clock,
    unitOfWork,
    events,
    personalData,
    signedTokens,
    stations,
    coupons,
    travelTimes,
    postbox,
    appUrl,
    closings,
  }
}

/** Two businesses that must never see each other: the first has two stations, the second one. */
export interface Business {
  organizationId: string
  /** UUIDs. */
  stationIds: [string, ...string[]]
}

let count = 0
let passwordHash: Promise<string> | undefined

export async function createBusiness(gateway: TestGateway, stations = 1): Promise<Business> {
  count += 1
  const number = count
  const { organizationId, stationIds } = await provisionOrganization(actAs(gateway, systemViewer('platform')), {
    name: `Business ${number}`,
    slug: `business-${number}`,
    stations: Array.from({ length: stations }, (_, at) => ({
      name: `Station ${number}.${at + 1}`,
      code: `S${number}${String.fromCharCode(65 + at)}`,
      timezone: 'America/New_York',
      currency: 'USD',
      address: null,
    })),
  })
  return { organizationId, stationIds: stationIds as Business['stationIds'] }
}

/** Somebody with one role at these stations (all of them by default), signed in. */
export async function hire(
  gateway: TestGateway,
  { organizationId, stationIds }: Business,
  role: BuiltInRole,
  at: readonly string[] = stationIds,
): Promise<StaffMember> {
  count += 1
  const email = `${role.toLowerCase().replaceAll('_', '.')}.${count}@example.com`
  passwordHash ??= hashPassword(PASSWORD)
  const { userId } = await provisionStaff(actAs(gateway, systemViewer('platform')), {
    organizationId,
    email,
    fullName: `${role} ${count}`,
    passwordHash: await passwordHash,
    roles: at.map((stationId) => ({ code: role, stationId })),
    memberships: at.map((stationId) => ({ stationId, title: null })),
  })
  return { userId, email, ...(await signIn(gateway, email)) }
}

/** Somebody with a role at the whole business, an owner by default, who works at its first station; signed in. */
export async function hireOwner(
  gateway: TestGateway,
  business: Business,
  role: BuiltInRole = 'ORGANIZATION_OWNER',
): Promise<StaffMember> {
  const owner = await hire(gateway, business, role, [business.stationIds[0]])
  await gateway.sql('update identity.user_roles set station_id = null where user_id = $1', [owner.userId])
  return owner
}

/** Somebody with one role in a whole business, or on the platform when it is null, signed in. */
export async function hireForAll(
  gateway: TestGateway,
  organizationId: string | null,
  role: BuiltInRole,
): Promise<StaffMember> {
  count += 1
  const email = `whole.${role.toLowerCase().replaceAll('_', '.')}.${count}@example.com`
  passwordHash ??= hashPassword(PASSWORD)
  const { userId } = await provisionStaff(actAs(gateway, systemViewer('platform')), {
    organizationId,
    email,
    fullName: `${role} ${count}`,
    passwordHash: await passwordHash,
    roles: [{ code: role, stationId: null }],
    memberships: [],
  })
  return { userId, email, ...(await signIn(gateway, email)) }
}

/** Signs in to one of the APIs of the apps: its tokens are good there. */
export async function signIn(api: Pick<TestApi, 'query'>, email: string, password = PASSWORD) {
  const { signIn: session } = await api.query<{ signIn: { accessToken: string; refreshToken: string } }>(
    `mutation ($input: SignInInput!) { signIn(input: $input) {
      ... on SignInPayload { accessToken refreshToken } ... on UserError { code message } } }`,
    { input: { email, password } },
  )
  return { token: session.accessToken, refreshToken: session.refreshToken }
}

/** The gateway itself, at these stations: for setting scenes. */
export function sceneViewer({ organizationId, stationIds }: Business): Viewer {
  return systemViewer('platform', { stationIds, organizationIds: [organizationId] })
}

/** The public id of a new customer. */
export async function addCustomer(gateway: TestGateway, business: Business, fields: object = {}): Promise<string> {
  const { customerId } = await createCustomer(actAs(gateway, sceneViewer(business)), {
    stationId: business.stationIds[0],
    fields: { name: 'Ada Example', ...fields },
  })
  return publicId('customer', customerId)
}
