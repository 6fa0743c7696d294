import type { PartnerScope } from '#kernel/permissions.ts'
import type { RatePlan } from '#kernel/rate-plan.ts'
import type { ApiKeyHashes } from '#platform/crypto/api-key-hashes.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { insertApiKey } from '../store/api-key-writes.ts'
import type { KeyReach } from './key-rights.ts'
import { keepKey } from './new-key.ts'

export interface ProvisionApiKeyInput extends KeyReach {
  name: string
  scopes: readonly PartnerScope[]
  plan: RatePlan
  /** As `composeApiKey` makes it. */
  key: string
  hashes: ApiKeyHashes
}

/** Makes a key that is known beforehand good, without an end. The viewer must be the platform. */
export async function provisionApiKey(
  { viewer, unitOfWork, clock }: UseCaseContext,
  { key, hashes, ...columns }: ProvisionApiKeyInput,
): Promise<void> {
  await unitOfWork.run(viewer, (transaction) =>
    insertApiKey(transaction, {
      ...columns,
      ...keepKey(key, hashes),
      id: newId(),
      expiresAt: null,
      rotatedFromId: null,
      createdById: null,
      createdAt: clock.now(),
    }),
  )
}
