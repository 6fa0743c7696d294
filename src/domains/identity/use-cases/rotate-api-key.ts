import { partnerScopes } from '#kernel/permissions.ts'
import { parseInput } from '#kernel/validation.ts'
import { actorOf } from '#kernel/viewer.ts'
import type { ApiKeyHashes } from '#platform/crypto/api-key-hashes.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { apiKeyRotation } from '../model/api-key-input.ts'
import { overlapEnd, stateOf } from '../model/api-key-state.ts'
import { ApiKeyNotActiveError, RotationUnderwayError } from '../model/refusals.ts'
import { insertApiKey, updateApiKeyRow } from '../store/api-key-writes.ts'
import type { IssuedKey } from './create-api-key.ts'
import { findApiKeyToChange } from './find-api-key-to-change.ts'
import { newKey } from './new-key.ts'

export interface RotateApiKeyInput {
  apiKeyId: string
  /** The fields of `apiKeyRotation`. */
  fields: unknown
  hashes: ApiKeyHashes
}

export interface RotatedKey extends IssuedKey {
  /** The one that goes on until the overlap is over. */
  replacedId: string
}

/**
 * Puts a new key in the place of this one, which goes on for the overlap. At most two are good at a time. Whoever
 * rotates gets the new key to see, and so has to hold all that it may do.
 */
export async function rotateApiKey(context: UseCaseContext, input: RotateApiKeyInput): Promise<RotatedKey> {
  const { viewer, clock, unitOfWork } = context
  const now = clock.now()
  const { overlapHours, expiresAt } = parseInput(apiKeyRotation(now), input.fields)
  const { key, kept } = newKey(input.hashes)
  const apiKeyId = newId()

  await unitOfWork.run(viewer, async (transaction) => {
    const { apiKey: replaced, rights } = await findApiKeyToChange(context, transaction, input.apiKeyId)
    const { organizationId, stationIds, name, scopes, plan, rotatedFrom } = replaced
    const state = stateOf(replaced, now)
    if (state !== 'ACTIVE') throw new ApiKeyNotActiveError(state)
    const predecessor = rotatedFrom && stateOf({ ...rotatedFrom, isReplaced: true }, now)
    if (predecessor === 'REPLACED') throw new RotationUnderwayError(rotatedFrom?.expiresAt ?? now)
    rights.require(
      partnerScopes.filter((scope) => scopes.includes(scope)),
      replaced,
    )
    await updateApiKeyRow(transaction, replaced.id, {
      expiresAt: overlapEnd(replaced.expiresAt, overlapHours, now),
      version: replaced.version + 1,
    })
    await insertApiKey(transaction, {
      ...kept,
      id: apiKeyId,
      organizationId,
      stationIds,
      name,
      scopes,
      plan,
      expiresAt: expiresAt === undefined ? replaced.expiresAt : expiresAt,
      rotatedFromId: replaced.id,
      createdById: actorOf(viewer),
      createdAt: now,
    })
  })
  return { apiKeyId, key, replacedId: input.apiKeyId }
}
