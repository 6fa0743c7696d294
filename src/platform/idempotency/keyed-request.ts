import type { Viewer } from '#kernel/viewer.ts'

/** A request under a key that its sender chose: the same again is the same principal, key and fingerprint. */
export interface KeyedRequest {
  /** Whose key it is, as `principalOf` writes it. */
  principal: string
  /** SHA-256 of the key. */
  keyHash: Buffer
  /** SHA-256 of what is asked for. */
  fingerprint: Buffer
}

/** Whose keys the viewer's are, as row-level security names them; null for whoever has none. */
export function principalOf(viewer: Viewer): string | null {
  switch (viewer.kind) {
    case 'user':
      return `user:${viewer.userId}`
    case 'partner':
      return `key:${viewer.apiKeyId}`
    case 'anonymous':
    case 'system':
      return null
  }
}
