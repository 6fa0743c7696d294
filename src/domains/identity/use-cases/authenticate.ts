import { LRUCache } from 'lru-cache'
import type { Audience } from '#kernel/audience.ts'
import type { Clock } from '#kernel/clock.ts'
import { systemViewer, type UserViewer } from '#kernel/viewer.ts'
import type { AccessTokens } from '#platform/crypto/access-tokens.ts'
import type { OpenReads } from '#platform/database/read-transaction.ts'
import { findViewer } from './find-viewer.ts'

/** For how long what a user may do is taken for granted, until it is read again. */
const FRESH_FOR_MS = 1_000

/** Who an access token stands for, with what that person may do right now. */
export class SessionAuthenticator {
  readonly #openReads: OpenReads
  readonly #accessTokens: AccessTokens
  readonly #clock: Clock
  /** Viewers by session; a look-up under way is shared by all who ask meanwhile. */
  readonly #viewers = new LRUCache<string, Promise<UserViewer | null>>({ max: 10_000, ttl: FRESH_FOR_MS })

  constructor(openReads: OpenReads, accessTokens: AccessTokens, clock: Clock) {
    this.#openReads = openReads
    this.#accessTokens = accessTokens
    this.#clock = clock
  }

  async authenticate(token: string, audience: Audience): Promise<{ viewer: UserViewer; expiresAt: Date } | null> {
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
    const viewer = await finding
    return viewer && { viewer, expiresAt }
  }

  async #findViewer(userId: string, sessionId: string): Promise<UserViewer | null> {
    const reads = this.#openReads(systemViewer('sign_in'))
    try {
      return await findViewer(reads, { userId, sessionId, at: this.#clock.now() })
    } finally {
      reads.close()
    }
  }
}
