import { ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { partnerScopes } from '#kernel/permissions.ts'
import { parseInput } from '#kernel/validation.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { apiKeyChanges } from '../model/api-key-input.ts'
import { stateOf } from '../model/api-key-state.ts'
import { ApiKeyNotActiveError } from '../model/refusals.ts'
import { updateApiKeyRow } from '../store/api-key-writes.ts'
import { findApiKeyToChange } from './find-api-key-to-change.ts'

export interface UpdateApiKeyInput {
  apiKeyId: string
  expectedVersion: number
  /** The fields of `apiKeyChanges`. */
  fields: unknown
}

/** Changes the fields that are given, if nobody changed the key since that version. What is new to it, the viewer holds. */
export async function updateApiKey(context: UseCaseContext, input: UpdateApiKeyInput) {
  const { viewer, clock, unitOfWork } = context
  const now = clock.now()
  const { name, scopes, expiresAt } = parseInput(apiKeyChanges(now), input.fields)
  const changes = {
    ...(name !== undefined && { name }),
    ...(scopes !== undefined && { scopes }),
    ...(expiresAt !== undefined && { expiresAt }),
  }
  if (Object.keys(changes).length === 0) {
    throw new ValidationError([{ path: [], message: 'Give at least one field to change.' }])
  }

  await unitOfWork.run(viewer, async (transaction) => {
    const { apiKey, rights } = await findApiKeyToChange(context, transaction, input.apiKeyId)
    const { version } = apiKey
    if (version !== input.expectedVersion) throw new VersionConflictError('API key', input.expectedVersion, version)
    const state = stateOf(apiKey, now)
    if (state !== 'ACTIVE') throw new ApiKeyNotActiveError(state)
    const added = partnerScopes.filter((scope) => scopes?.includes(scope) && !apiKey.scopes.includes(scope))
    rights.require(added, apiKey)
    await updateApiKeyRow(transaction, apiKey.id, { ...changes, version: version + 1 })
  })
  return { apiKeyId: input.apiKeyId }
}
