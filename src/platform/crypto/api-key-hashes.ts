import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'

/**
 * How API keys are kept: HMAC-SHA-256 under a key that the database does not hold. They are random and long, so nothing
 * slower is needed, and a stolen database tells nothing.
 */
export class ApiKeyHashes {
  readonly #pepper: KeyObject

  constructor(pepper: Buffer) {
    this.#pepper = createSecretKey(pepper)
  }

  hash(key: string): Buffer {
    return createHmac('sha256', this.#pepper).update(key).digest()
  }

  /** Takes the same time whichever bytes differ. */
  areEqual(hash: Buffer, stored: Buffer): boolean {
    return timingSafeEqual(hash, stored)
  }
}
