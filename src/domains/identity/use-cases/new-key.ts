import { randomInt } from 'node:crypto'
import type { ApiKeyHashes } from '#platform/crypto/api-key-hashes.ts'
import { composeApiKey, findKeyId } from '../model/api-key-format.ts'

/** What is kept of a key: the part in the clear, and the hash of the whole. */
export interface KeptKey {
  keyId: string
  keyHash: Buffer
}

export function keepKey(key: string, hashes: ApiKeyHashes): KeptKey {
  const keyId = findKeyId(key)
  if (keyId === null) throw new TypeError('this is no API key')
  return { keyId, keyHash: hashes.hash(key) }
}

/** A fresh key, to be shown this once, and what is kept of it. */
export function newKey(hashes: ApiKeyHashes): { key: string; kept: KeptKey } {
  const key = composeApiKey((below) => randomInt(below))
  return { key, kept: keepKey(key, hashes) }
}
