import type { Transaction } from '#platform/database/unit-of-work.ts'

/** Organizations with their stations and people, behind the platform door. */
export interface OrganizationInsert {
  id: string
  name: string
  slug: string
}

export async function insertOrganization({ prisma }: Transaction, organization: OrganizationInsert): Promise<void> {
  await prisma.organization.create({ data: organization, select: { id: true } })
}

export interface StationInsert {
  id: string
  organizationId: string
  name: string
  code: string
  timezone: string
  currency: string
  address: string | null
  latitude?: number | null
  longitude?: number | null
}

export async function insertStation({ prisma }: Transaction, station: StationInsert): Promise<void> {
  await prisma.station.create({ data: station, select: { id: true } })
}

export interface StaffInsert {
  id: string
  organizationId: string | null
  email: string
  fullName: string
  passwordHash: string
}

export async function insertActiveUser({ prisma }: Transaction, user: StaffInsert): Promise<void> {
  await prisma.user.create({ data: { ...user, status: 'ACTIVE' }, select: { id: true } })
}

export interface RoleGrant {
  userId: string
  organizationId: string | null
  stationId: string | null
  roleCode: string
}

/** Gives a built-in role. */
export async function insertUserRole({ prisma }: Transaction, { roleCode, ...grant }: RoleGrant): Promise<void> {
  const role = await prisma.role.findFirstOrThrow({
    where: { code: roleCode, organizationId: null },
    select: { id: true },
  })
  await prisma.userRole.create({ data: { ...grant, roleId: role.id }, select: { id: true } })
}

export interface MembershipInsert {
  stationId: string
  userId: string
  organizationId: string
  title: string | null
  isPrimary: boolean
}

export async function insertStationMember({ prisma }: Transaction, membership: MembershipInsert): Promise<void> {
  await prisma.stationMember.create({ data: membership, select: { stationId: true } })
}
