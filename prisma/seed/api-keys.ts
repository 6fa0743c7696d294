import { createHmac } from 'node:crypto'
import { composeApiKey } from '#domains/identity/model/api-key-format.ts'
import { provisionApiKey } from '#domains/identity/use-cases/provision-api-key.ts'
import { partnerScopes } from '#kernel/permissions.ts'
import { systemViewer } from '#kernel/viewer.ts'
import { ApiKeyHashes } from '#platform/crypto/api-key-hashes.ts'
import type { Secrets } from '#platform/secrets.ts'
import type { DemoApiKey } from '#server/graphiql-config.ts'
import { demoBusinesses } from './businesses.ts'
import type { Scene, SceneClock } from './scene.ts'

/**
 * The key of a partner of the first business. It is the same at each start, so that it can be shown again, and another
 * on each installation, because it is drawn from a secret.
 */
export function demoApiKey({ apiKeyPepper }: Pick<Secrets, 'apiKeyPepper'>): DemoApiKey {
  let drawn = 0
  const key = composeApiKey((below) => {
    drawn += 1
    return createHmac('sha256', apiKeyPepper).update(`demo key, ${drawn}`).digest().readUInt32BE() % below
  })
  return { label: `partner of ${demoBusinesses[0]?.name}`, key }
}

/** Makes it good at all stations of the business. */
export function seedApiKey(
  scene: Scene,
  clock: SceneClock,
  { organizationId, secrets }: { organizationId: string; secrets: Secrets },
): Promise<void> {
  const viewer = systemViewer('platform', { organizationIds: [organizationId] })
  return provisionApiKey(scene.context(viewer, clock), {
    organizationId,
    stationIds: null,
    name: 'Feast Finder',
    scopes: partnerScopes,
    plan: 'STANDARD',
    key: demoApiKey(secrets).key,
    hashes: new ApiKeyHashes(secrets.apiKeyPepper),
  })
}
