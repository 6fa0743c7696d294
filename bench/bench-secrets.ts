import { loadSecrets, type Secrets } from '#platform/secrets.ts'

/** Of this machine's benches alone, made in that directory when they are not there. */
export function loadBenchSecrets(dataDir: string): Promise<Secrets> {
  return loadSecrets(dataDir, {
    sessionKey: undefined,
    masterKey: undefined,
    indexKey: undefined,
    cursorKey: undefined,
    apiKeyPepper: undefined,
    previousSessionKey: undefined,
  })
}
