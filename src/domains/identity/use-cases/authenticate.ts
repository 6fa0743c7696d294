import { LRUCache } from 'lru-cache'
import type { Audience } from '#kernel/audience.ts'
import type { Clock } from '#kernel/clock.ts'
import { systemViewer } from '#kernel/viewer.ts'
import type { AccessTokens } from '#platform/crypto/access-tokens.ts'
import type { OpenReads, ReadTransaction } from '#platform/database/read-transaction.ts'
import { findLiveSessions } from '../store/grants-reads.ts'
import { type FoundViewer, findViewer } from './find-viewer.ts'

/** For how long what a user may do is taken for granted, until it is read again. */
const FRESH_FOR_MS = 1_000

/** Who an access token stands for, with what that person may do right now. */
export class SessionAuthenticator {
  readonly #openReads: OpenReads
  readonly #accessTokens: AccessTokens
  readonly #clock: Clock
  /** Viewers by session; a look-up under way is shared by all who ask meanwhile. */
  readonly #viewers = new LRUCache<string, Promise<FoundViewer | null>>({ max: 10_000, ttl: FRESH_FOR_MS })

  constructor(openReads: OpenReads, accessTokens: AccessTokens, clock: Clock) {
    this.#openReads = openReads
    this.#accessTokens = accessTokens
    this.#clock = clock
  }

  async authenticate(token: string, audience: Audience): Promise<(FoundViewer & { expiresAt: Date }) | null> {
    const claims = await this.#accessTokens.verify(token, audience)
    if (!claims) return null
    const { userId, sessionId, expiresAt } = claims
    const key = `${sessionId} ${userId}`
    let finding = this.#viewers.get(key)
    if (!finding) {
      finding = this.#findViewer(userId, sessionId)
      this.#viewers.set(key, finding)
      finding.catch(() => this.#viewers.delete(key))
    }
    const found = await finding
    return found && { ...found, expiresAt }
  }

  /** Of these sessions those that are alive right now, each with the version of what its user may do. */
  async findLive(sessionIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const live = await this.#read((reads) => findLiveSessions(reads, sessionIds, this.#clock.now()))
    return new Map(live.map(({ id, authVersion }) => [id, authVersion]))
  }

  #findViewer(userId: string, sessionId: string): Promise<FoundViewer | null> {
    return this.#read((reads) => findViewer(reads, { userId, sessionId, at: this.#clock.now() }))
  }

  async #read<Result>(read: (reads: ReadTransaction) => Promise<Result>): Promise<Result> {
    const reads = this.#openReads(systemViewer('sign_in'))
    try {
      return await read(reads)
    } finally {
      reads.close()
    }
  }
}
