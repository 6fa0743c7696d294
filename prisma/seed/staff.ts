import type { Faker } from '@faker-js/faker'
import type { BuiltInRole } from '#domains/identity/model/built-in-roles.ts'
import { provisionOrganization } from '#domains/identity/use-cases/provision-organization.ts'
import { provisionStaff } from '#domains/identity/use-cases/provision-staff.ts'
import { hashPassword } from '#platform/crypto/passwords.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { DemoSignIn } from '#server/graphiql-config.ts'
import { DEMO_PASSWORD, type DemoBusiness, demoBusinesses, platformStaff } from './businesses.ts'

export interface SeededStation {
  id: string
  organizationId: string
  code: string
  timezone: string
  currency: string
  coordinates: { latitude: number; longitude: number }
  members: { userId: string; role: BuiltInRole; fullName: string }[]
}

/** The e-mail address of the n-th demo account with this role in this place. */
function accountEmail(role: BuiltInRole, place: string, number: number): string {
  return `${role.toLowerCase().replaceAll('_', '.')}${number > 1 ? number : ''}@${place}.example`
}

/** The accounts to show on the start page: the first of each role. */
export function demoSignIns(): DemoSignIn[] {
  const accounts = [
    ...platformStaff.map((role) => ({ role, place: 'platform', where: 'all businesses' })),
    ...demoBusinesses.flatMap(({ name, slug, staff, stations }) => [
      ...staff.map((role) => ({ role, place: slug, where: name })),
      ...stations.flatMap((station) =>
        (Object.keys(station.staff) as BuiltInRole[]).map((role) => ({
          role,
          place: `${station.code.toLowerCase()}.${slug}`,
          where: `${name}, ${station.name}`,
        })),
      ),
    ]),
  ]
  return accounts.map(({ role, place, where }) => ({
    label: `${role.toLowerCase().replaceAll('_', ' ')}, ${where}`,
    email: accountEmail(role, place, 1),
    password: DEMO_PASSWORD,
  }))
}

/** Sets up the businesses with everybody who works there. The context's viewer must be the platform. */
export async function seedStaff(context: UseCaseContext, faker: Faker): Promise<SeededStation[]> {
  const passwordHash = await hashPassword(DEMO_PASSWORD)
  const hire: Hire = async (role, place, number, organizationId, stationId) => {
    const fullName = faker.person.fullName()
    const { userId } = await provisionStaff(context, {
      organizationId,
      email: accountEmail(role, place, number),
      fullName,
      passwordHash,
      roles: [{ code: role, stationId }],
      memberships: stationId === null ? [] : [{ stationId, title: null }],
    })
    return { userId, role, fullName }
  }
  for (const role of platformStaff) await hire(role, 'platform', 1, null, null)
  const stations: SeededStation[] = []
  for (const business of demoBusinesses) stations.push(...(await seedBusiness(context, business, hire)))
  return stations
}

type Hire = (
  role: BuiltInRole,
  place: string,
  number: number,
  organizationId: string | null,
  stationId: string | null,
) => Promise<SeededStation['members'][number]>

async function seedBusiness(context: UseCaseContext, business: DemoBusiness, hire: Hire): Promise<SeededStation[]> {
  const { name, slug, staff } = business
  const stations = business.stations.map(({ staff: _staff, coordinates, ...station }) => ({
    ...station,
    ...coordinates,
  }))
  const { organizationId, stationIds } = await provisionOrganization(context, { name, slug, stations })
  for (const role of staff) await hire(role, slug, 1, organizationId, null)
  const seeded: SeededStation[] = []
  for (const [at, { staff: team, ...station }] of business.stations.entries()) {
    const id = stationIds[at] ?? ''
    const members: SeededStation['members'] = []
    for (const [role, number] of Object.entries(team) as [BuiltInRole, number][]) {
      for (let n = 1; n <= number; n += 1) {
        members.push(await hire(role, `${station.code.toLowerCase()}.${slug}`, n, organizationId, id))
      }
    }
    seeded.push({
      id,
      organizationId,
      code: station.code,
      timezone: station.timezone,
      currency: station.currency,
      coordinates: station.coordinates,
      members,
    })
  }
  return seeded
}
