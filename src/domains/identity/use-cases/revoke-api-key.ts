import type { UseCaseContext } from '#platform/use-case-context.ts'
import { updateApiKeyRow } from '../store/api-key-writes.ts'
import { findApiKeyToChange } from './find-api-key-to-change.ts'

/** Ends a key for good, whatever its state: it stops working within a second. Revoking it again changes nothing. */
export async function revokeApiKey(context: UseCaseContext, { apiKeyId }: { apiKeyId: string }) {
  const { viewer, clock, unitOfWork } = context
  await unitOfWork.run(viewer, async (transaction) => {
    const { apiKey } = await findApiKeyToChange(context, transaction, apiKeyId)
    if (apiKey.revokedAt !== null) return
    await updateApiKeyRow(transaction, apiKeyId, { revokedAt: clock.now(), version: apiKey.version + 1 })
  })
  return { apiKeyId }
}
