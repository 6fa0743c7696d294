import { NotFoundError } from '#kernel/errors.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { lockApiKey } from '../store/api-key-writes.ts'
import { findKeyRights, MANAGE_KEYS } from './key-rights.ts'

/** The key, locked, if the viewer manages keys wherever it is good, and what the viewer holds there. */
export async function findApiKeyToChange({ viewer }: UseCaseContext, transaction: Transaction, apiKeyId: string) {
  const apiKey = await lockApiKey(transaction, apiKeyId)
  const rights = await findKeyRights(viewer, transaction.session)
  if (!apiKey || !rights.holds(MANAGE_KEYS, apiKey)) throw new NotFoundError('API key', ['apiKeyId'])
  return { apiKey, rights }
}
