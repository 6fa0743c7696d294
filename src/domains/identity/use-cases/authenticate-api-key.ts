import { LRUCache } from 'lru-cache'
import type { Clock } from '#kernel/clock.ts'
import { partnerScopes } from '#kernel/permissions.ts'
import { type PartnerViewer, systemViewer } from '#kernel/viewer.ts'
import type { ApiKeyHashes } from '#platform/crypto/api-key-hashes.ts'
import type { OpenReads, ReadTransaction } from '#platform/database/read-transaction.ts'
import { findKeyId } from '../model/api-key-format.ts'
import { stateOf } from '../model/api-key-state.ts'
import { findLiveKeys, findPresentedKey } from '../store/api-key-reads.ts'
import type { PresentedKeyRow } from '../store/api-key-rows.ts'
import type { ApiKeyThrottle } from './throttle-api-keys.ts'

/** For how long what a key may do is taken for granted, until it is read again. */
const FRESH_FOR_MS = 1_000
/** Compared with where there is no such key, so that it takes as long. */
const NO_HASH = Buffer.alloc(32)

/** What a key may do is read anew for each operation and each event on a socket: no change of it has to close sockets. */
const RIGHTS_VERSION = 1

interface GoodKey {
  viewer: PartnerViewer
  expiresAt: Date | null
  authVersion: typeof RIGHTS_VERSION
}

export interface ApiKeyAuthenticatorParts {
  openReads: OpenReads
  hashes: ApiKeyHashes
  clock: Clock
  throttle: ApiKeyThrottle
  /** Told of each use of a good key. */
  noteUse: (apiKeyId: string) => void
}

/** Which partner an API key stands for, with what that partner may do right now. */
export class ApiKeyAuthenticator {
  readonly #parts: ApiKeyAuthenticatorParts
  /** By the hash of the whole key: who knows the part in the clear does not find a wrong secret answered any sooner. */
  readonly #found = new LRUCache<string, Promise<GoodKey | null>>({ max: 10_000, ttl: FRESH_FOR_MS })
  /** Hashes of keys that have been good here: who shows one is not guessing, and does not wait for those who are. */
  readonly #familiar = new LRUCache<string, true>({ max: 10_000 })

  constructor(parts: ApiKeyAuthenticatorParts) {
    this.#parts = parts
  }

  /** Refuses addresses from which too many keys have come that are none. What is no key at all costs no statement. */
  async authenticate(token: string, ip: string | null): Promise<GoodKey | null> {
    const { hashes, clock, throttle, noteUse } = this.#parts
    const keyId = findKeyId(token)
    if (keyId === null) {
      throttle.requireOpen(ip)
      return null
    }
    const hash = hashes.hash(token)
    const place = hash.toString('base64')
    const isFamiliar = this.#familiar.has(place)
    if (!isFamiliar) throttle.requireOpen(ip)
    const good = await this.#findOnce(place, keyId, hash, isFamiliar ? null : ip)
    if (!good || (good.expiresAt !== null && good.expiresAt <= clock.now())) return null
    this.#familiar.set(place, true)
    noteUse(good.viewer.apiKeyId)
    return good
  }

  /** Of these keys those that are good right now, each with the version of what it allows. */
  async findLive(apiKeyIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const live = await this.#read((reads) => findLiveKeys(reads, apiKeyIds, this.#parts.clock.now()))
    return new Map(live.map((id) => [id, RIGHTS_VERSION]))
  }

  #findOnce(place: string, keyId: string, hash: Buffer, ip: string | null): Promise<GoodKey | null> {
    const known = this.#found.get(place)
    if (known) return known
    const finding = this.#find(keyId, hash).then(async (good) => {
      if (!good) await this.#parts.throttle.countFailure(ip)
      return good
    })
    this.#found.set(place, finding)
    finding.catch(() => this.#found.delete(place))
    return finding
  }

  /** Takes as long whatever is wrong with the key. */
  async #find(keyId: string, hash: Buffer): Promise<GoodKey | null> {
    const { hashes, clock } = this.#parts
    const row = await this.#read((reads) => findPresentedKey(reads, keyId))
    const matches = hashes.areEqual(hash, row?.keyHash ?? NO_HASH)
    return row && matches && stateOf({ ...row, isReplaced: false }, clock.now()) === 'ACTIVE' ? toGoodKey(row) : null
  }

  async #read<Result>(read: (reads: ReadTransaction) => Promise<Result>): Promise<Result> {
    const reads = this.#parts.openReads(systemViewer('sign_in'))
    try {
      return await read(reads)
    } finally {
      reads.close()
    }
  }
}

/** Scopes that have left the closed list since the key was made grant nothing. */
function toGoodKey({ id, firstId, organizationId, stationIds, scopes, plan, expiresAt }: PresentedKeyRow): GoodKey {
  const reach = new Set(stationIds)
  const held = partnerScopes.filter((scope) => scopes.includes(scope))
  return {
    viewer: {
      kind: 'partner',
      apiKeyId: id,
      partnerId: firstId,
      plan,
      stationIds,
      organizationIds: [organizationId],
      grants: new Map(held.map((scope) => [scope, reach])),
    },
    expiresAt,
    authVersion: RIGHTS_VERSION,
  }
}
