import { ForbiddenError, NotFoundError, UnauthenticatedError, VersionConflictError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { holdsAt, type Viewer } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { managedProfile, ownProfile } from '../model/person-input.ts'
import { rankAt } from '../model/rank.ts'
import { requireChange } from '../model/require-change.ts'
import { RankTooLowError } from '../model/staff-refusals.ts'
import { lockAccount, updateAccount } from '../store/staff-writes.ts'
import { findStaffMember, type StaffMember } from './find-staff-member.ts'
import { stationsOf } from './require-over-person.ts'
import { isHeldEverywhere, rolesOfViewer } from './staff-authority.ts'
import { changeMember } from './tell-of-member.ts'

export interface UpdateUserInput {
  userId: string
  expectedVersion: number
  /** The fields of `ownProfile` or `managedProfile`. */
  fields: object
}

const PERMISSION = 'identity:user:update'

/** Changes one's own profile, or what managers keep of somebody, if nobody did since that version. */
export function updateUser(context: UseCaseContext, input: UpdateUserInput) {
  requireChange(input.fields)
  const { viewer } = context
  const isOwn = viewer.kind === 'user' && viewer.userId === input.userId
  return isOwn ? updateOwnProfile(context, input) : updateManagedProfile(context, input)
}

async function updateOwnProfile({ viewer, unitOfWork }: UseCaseContext, input: UpdateUserInput) {
  const { userId, expectedVersion } = input
  const { title: _none, ...profile } = parseInput(ownProfile, input.fields)
  await unitOfWork.run(viewer, async (transaction) => {
    const account = await lockAccount(transaction, userId)
    if (!account) throw new UnauthenticatedError()
    requireVersion(account, expectedVersion)
    await updateAccount(transaction, userId, { ...profile, version: account.version + 1 })
  })
  return { userId }
}

async function updateManagedProfile(context: UseCaseContext, input: UpdateUserInput) {
  const { viewer, unitOfWork } = context
  const { userId, expectedVersion } = input
  const { title, fullName, phone } = parseInput(managedProfile, input.fields)
  await unitOfWork.run(viewer, async (transaction) => {
    const person = await findStaffMember(transaction, viewer, userId)
    await requireManager(transaction, viewer, person)
    requireVersion(person, expectedVersion)
    await updateAccount(transaction, userId, { fullName, phone, version: person.version + 1 })
    if (!title) return
    const member = person.members.find(({ stationId, leftAt }) => stationId === title.stationId && leftAt === null)
    if (!member) throw new NotFoundError('station', ['title', 'stationId'])
    if (!holdsAt(viewer, PERMISSION, member.stationId)) throw new ForbiddenError(PERMISSION)
    const event = { type: 'member.title_changed', payload: { userId } } as const
    await changeMember(context, transaction, member, event, { title: title.text })
  })
  return { userId }
}

function requireVersion({ version }: { version: number }, expectedVersion: number): void {
  if (version !== expectedVersion) throw new VersionConflictError('user', expectedVersion, version)
}

/** Lets pass who holds the permission at one of the person's stations, and does not rank below the person there. */
async function requireManager(transaction: Transaction, viewer: Viewer, person: StaffMember): Promise<void> {
  const { organizationId, roles } = person
  const own = await rolesOfViewer(transaction, viewer)
  const managed = [...stationsOf(person)].filter((stationId) => holdsAt(viewer, PERMISSION, stationId))
  const isManagerOfAll = await isHeldEverywhere(transaction, viewer, PERMISSION, organizationId)
  if (managed.length === 0 && !isManagerOfAll) throw new ForbiddenError(PERMISSION)
  const places = isManagerOfAll ? [...managed, null] : managed
  const ownRank = Math.max(...places.map((stationId) => rankAt(own, { organizationId, stationId })))
  if (roles.some(({ rank }) => rank > ownRank)) throw new RankTooLowError('person', ['userId'])
}
