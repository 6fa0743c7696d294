import { NotFoundError, ValidationError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { actorOf, requireAt } from '#kernel/viewer.ts'
import type { ApiKeyHashes } from '#platform/crypto/api-key-hashes.ts'
import type { Session } from '#platform/database/rows.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newApiKey } from '../model/api-key-input.ts'
import { insertApiKey } from '../store/api-key-writes.ts'
import { organizationById, stationById } from '../store/identity-reads.ts'
import { findKeyRights, type KeyReach, MANAGE_KEYS } from './key-rights.ts'
import { newKey } from './new-key.ts'

export interface CreateApiKeyInput extends WantedReach {
  /** The fields of `newApiKey`. */
  fields: unknown
  hashes: ApiKeyHashes
}

/** One of the two. */
interface WantedReach {
  organizationId: string | null
  stationIds: readonly string[] | null
}

export interface IssuedKey {
  apiKeyId: string
  /** Nobody can find it out again. */
  key: string
}

/** Gives a partner a key. Whoever gives it manages keys wherever it is good, and holds there all that it may do. */
export async function createApiKey(context: UseCaseContext, input: CreateApiKeyInput): Promise<IssuedKey> {
  const { viewer, clock, unitOfWork } = context
  const createdAt = clock.now()
  const fields = parseInput(newApiKey(createdAt), input.fields)
  const { key, kept } = newKey(input.hashes)
  const apiKeyId = newId()

  await unitOfWork.run(viewer, async (transaction) => {
    const reach = await findReach(context, transaction.session, input)
    const rights = await findKeyRights(viewer, transaction.session)
    rights.require([MANAGE_KEYS, ...fields.scopes], reach)
    await insertApiKey(transaction, {
      ...fields,
      ...reach,
      ...kept,
      id: apiKeyId,
      rotatedFromId: null,
      createdById: actorOf(viewer),
      createdAt,
    })
  })
  return { apiKeyId, key }
}

async function findReach(
  { viewer }: UseCaseContext,
  session: Session,
  { organizationId, stationIds }: WantedReach,
): Promise<KeyReach> {
  if (organizationId !== null && stationIds === null) {
    const [organization] = await organizationById.readAll(session, [organizationId])
    if (!organization) throw new NotFoundError('organization', ['organizationId'])
    return { organizationId, stationIds: null }
  }
  if (organizationId !== null || stationIds === null) {
    throw new ValidationError([{ path: [], message: 'Give either organizationId or stationIds.' }])
  }
  for (const [at, id] of stationIds.entries()) requireAt(viewer, MANAGE_KEYS, id, 'station', ['stationIds', `${at}`])
  const stations = await stationById.readAll(session, stationIds)
  const owners = stations.map((station, at) => {
    if (!station) throw new NotFoundError('station', ['stationIds', `${at}`])
    return station.organizationId
  })
  const [owner, ...others] = new Set(owners)
  if (owner === undefined || others.length > 0) {
    throw new ValidationError([{ path: ['stationIds'], message: 'must be one at least, all of one organization' }])
  }
  return { organizationId: owner, stationIds: [...new Set(stationIds)] }
}
