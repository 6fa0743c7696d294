import { LRUCache } from 'lru-cache'
import type { Clock } from '#kernel/clock.ts'
import { partnerScopes } from '#kernel/permissions.ts'
import { type PartnerViewer, systemViewer } from '#kernel/viewer.ts'
import type { ApiKeyHashes } from '#platform/crypto/api-key-hashes.ts'
import type { OpenReads } from '#platform/database/read-transaction.ts'
import { findKeyId } from '../model/api-key-format.ts'
import { findPresentedKey } from '../store/api-key-reads.ts'
import type { PresentedKeyRow } from '../store/api-key-rows.ts'

/** For how long what a key may do is taken for granted, until it is read again. */
const FRESH_FOR_MS = 1_000
/** Compared with where there is no such key, so that it takes as long. */
const NO_HASH = Buffer.alloc(32)

interface GoodKey {
  viewer: PartnerViewer
  expiresAt: Date | null
}

export interface ApiKeyAuthenticatorParts {
  openReads: OpenReads
  hashes: ApiKeyHashes
  clock: Clock
  /** Told of each use of a good key. */
  noteUse: (apiKeyId: string) => void
}

/** Which partner an API key stands for, with what that partner may do right now. */
export class ApiKeyAuthenticator {
  readonly #parts: ApiKeyAuthenticatorParts
  /** By the hash of the whole key: who knows the part in the clear does not find a wrong secret answered any sooner. */
  readonly #found = new LRUCache<string, Promise<GoodKey | null>>({ max: 10_000, ttl: FRESH_FOR_MS })

  constructor(parts: ApiKeyAuthenticatorParts) {
    this.#parts = parts
  }

  async authenticate(token: string): Promise<GoodKey | null> {
    const keyId = findKeyId(token)
    if (keyId === null) return null
    const { hashes, clock, noteUse } = this.#parts
    const hash = hashes.hash(token)
    const place = hash.toString('base64')
    let finding = this.#found.get(place)
    if (!finding) {
      finding = this.#find(keyId, hash)
      this.#found.set(place, finding)
      finding.catch(() => this.#found.delete(place))
    }
    const good = await finding
    if (!good || (good.expiresAt !== null && good.expiresAt <= clock.now())) return null
    noteUse(good.viewer.apiKeyId)
    return good
  }

  async #find(keyId: string, hash: Buffer): Promise<GoodKey | null> {
    const reads = this.#parts.openReads(systemViewer('sign_in'))
    try {
      const row = await findPresentedKey(reads, keyId)
      const matches = this.#parts.hashes.areEqual(hash, row?.keyHash ?? NO_HASH)
      return row && matches && row.revokedAt === null ? toGoodKey(row) : null
    } finally {
      reads.close()
    }
  }
}

/** Scopes that have left the closed list since the key was made grant nothing. */
function toGoodKey({ id, organizationId, stationIds, scopes, plan, expiresAt }: PresentedKeyRow): GoodKey {
  const reach = new Set(stationIds)
  const held = partnerScopes.filter((scope) => scopes.includes(scope))
  return {
    viewer: {
      kind: 'partner',
      apiKeyId: id,
      plan,
      stationIds,
      organizationIds: [organizationId],
      grants: new Map(held.map((scope) => [scope, reach])),
    },
    expiresAt,
  }
}
