import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { BuiltInRole } from '../model/built-in-roles.ts'
import { insertActiveUser, insertStationMember, insertUserRole } from '../store/provisioning-writes.ts'

export interface ProvisionStaffInput {
  /** Null for the platform's own staff. */
  organizationId: string | null
  email: string
  fullName: string
  /** As `hashPassword` makes it. */
  passwordHash: string
  /** A role at one station, or everywhere when the station is null. */
  roles: readonly { code: BuiltInRole; stationId: string | null }[]
  /** The first is the primary one. */
  memberships: readonly { stationId: string; title: string | null }[]
}

/** Adds an active account with its roles and stations. The viewer must be the platform. */
export async function provisionStaff(
  { viewer, unitOfWork }: UseCaseContext,
  { roles, memberships, ...account }: ProvisionStaffInput,
): Promise<{ userId: string }> {
  const userId = newId()
  const { organizationId } = account
  await unitOfWork.run(viewer, async (transaction) => {
    await insertActiveUser(transaction, { ...account, id: userId })
    for (const { code, stationId } of roles) {
      await insertUserRole(transaction, { userId, organizationId, stationId, roleCode: code })
    }
    for (const [at, membership] of memberships.entries()) {
      if (organizationId === null) throw new TypeError("the platform's staff belongs to no station")
      await insertStationMember(transaction, { ...membership, userId, organizationId, isPrimary: at === 0 })
    }
  })
  return { userId }
}
