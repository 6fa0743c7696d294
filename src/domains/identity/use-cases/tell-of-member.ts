import { actorOf } from '#kernel/viewer.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { MemberEvent } from '../events.ts'
import {
  insertMember,
  type Member,
  type MemberChanges,
  type MemberInsert,
  updateMember,
} from '../store/member-writes.ts'

/** Changes somebody's place at a station, locked before, and tells of it: one version, one event. */
export async function changeMember(
  context: UseCaseContext,
  transaction: Transaction,
  { id, stationId, version }: Member,
  event: MemberEvent,
  changes: MemberChanges = {},
): Promise<void> {
  await updateMember(transaction, id, { ...changes, version: version + 1 })
  await append(context, transaction, { id, stationId, version: version + 1 }, event)
}

/** Puts somebody into a station, and tells of it. */
export async function addMember(
  context: UseCaseContext,
  transaction: Transaction,
  member: Omit<MemberInsert, 'id'>,
  event: MemberEvent,
): Promise<void> {
  const id = newId()
  await insertMember(transaction, { ...member, id })
  await append(context, transaction, { id, stationId: member.stationId, version: 1 }, event)
}

/** The same event at each of these places, for what concerns the whole account. */
export async function tellEverywhere(
  context: UseCaseContext,
  transaction: Transaction,
  members: readonly Member[],
  event: MemberEvent,
): Promise<void> {
  for (const member of members) {
    if (member.leftAt === null) await changeMember(context, transaction, member, event)
  }
}

function append(
  { events, viewer, requestId, clock }: UseCaseContext,
  transaction: Transaction,
  { id, stationId, version }: Pick<Member, 'id' | 'stationId' | 'version'>,
  event: MemberEvent,
): Promise<void> {
  return events.append(transaction, {
    ...event,
    stationId,
    aggregateType: 'member',
    aggregateId: id,
    aggregateVersion: version,
    actorId: actorOf(viewer),
    requestId,
    occurredAt: clock.now(),
  })
}
