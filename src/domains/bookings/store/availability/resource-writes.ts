import { NotFoundError } from '#kernel/errors.ts'
import { constraintName } from '#platform/database/failures.ts'
import type { ResourceKind } from '#platform/database/generated/tables/bookings.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { HoursRule } from '../../model/availability/hours-input.ts'
import { PersonTakenError } from '../../model/availability/person-taken.ts'

export interface ResourceColumns {
  name: string
  skills: string[]
  homeLatitude?: number | null | undefined
  homeLongitude?: number | null | undefined
  bufferBeforeMinutes?: number | null | undefined
  bufferAfterMinutes?: number | null | undefined
}

interface NewResource extends ResourceColumns {
  id: string
  stationId: string
  kind: ResourceKind
  userId: string | null
  createdAt: Date
}

/** Refuses a person who is no member of the station, or is a resource of it already. */
export async function insertNewResource({ prisma }: Transaction, resource: NewResource): Promise<void> {
  const data = { ...defined(resource), isActive: true } as NewResource & { isActive: boolean }
  await prisma.resource.create({ data, select: { id: true } }).catch((error: unknown) => {
    const constraint = constraintName(error)
    if (constraint === 'resources_station_id_user_id_fkey') throw new NotFoundError('user', ['userId'])
    if (constraint === 'resources_station_id_user_id_key') throw new PersonTakenError()
    throw error
  })
}

export interface LockedResource {
  id: string
  stationId: string
  userId: string | null
  isActive: boolean
  version: number
}

/** Locked until the transaction ends; null when the viewer does not see it. */
export async function lockResource({ prisma }: Transaction, id: string): Promise<LockedResource | null> {
  await prisma.$queryRaw`SELECT id FROM bookings.resources WHERE id = ${id}::uuid FOR NO KEY UPDATE`
  const select = { id: true, stationId: true, userId: true, isActive: true, version: true }
  return prisma.resource.findUnique({ where: { id }, select })
}

export async function updateResourceRow(
  { prisma }: Transaction,
  { id, version }: LockedResource,
  changes: Partial<ResourceColumns> & { isActive?: boolean } = {},
): Promise<void> {
  await prisma.resource.update({
    where: { id },
    data: { ...defined(changes), version: version + 1 },
    select: { id: true },
  })
}

/** The hours of a resource are these from now on, and no others. */
export async function replaceRules(
  { prisma }: Transaction,
  { id: resourceId, stationId }: LockedResource,
  rules: readonly (HoursRule & { id: string })[],
): Promise<void> {
  await prisma.availabilityRule.deleteMany({ where: { stationId, resourceId } })
  await prisma.availabilityRule.createMany({
    data: rules.map(({ id, weekday, start, end, validFrom, validUntil }) => ({
      id,
      stationId,
      resourceId,
      weekday,
      startMinute: start,
      endMinute: end,
      validFrom: toDate(validFrom),
      validUntil: toDate(validUntil),
    })),
  })
}

/** A local date as Prisma takes it: at midnight UTC. */
export function toDate(date: string | null | undefined): Date | null {
  return date == null ? null : new Date(`${date}T00:00:00Z`)
}

function defined<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>
}
