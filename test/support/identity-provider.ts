import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '#kernel/clock.ts'
import type { IdentityProviderSettings } from '#platform/crypto/identity-provider-settings.ts'
import { signToken } from './forged-token.ts'

const ISSUER = 'https://id.acme.example'
const AUDIENCE = 'teppan-apps'

/** A key with which a provider signs. */
export interface SigningKey {
  kid: string
  /** In PEM. */
  privateKey: string
}

let made = 0

export function createSigningKey(): SigningKey {
  made += 1
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { kid: `key-${made}`, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

/** The public half, as it stands in a key set. */
export function publicJwk({ kid, privateKey }: SigningKey): object {
  return { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' }
}

/** An identity provider: a real server of keys on this machine, and tokens signed with them. */
export class TestIdentityProvider {
  readonly #server = createServer((_request, response) => {
    this.asked += 1
    this.answer(response)
  })
  readonly #clock: Clock
  readonly name: string
  key = createSigningKey()
  /** How often its keys were asked for. */
  asked = 0
  /** What it answers; by default its key. */
  answer: (response: ServerResponse) => void = (response) => this.giveKeys(response)

  private constructor(name: string, clock: Clock) {
    this.name = name
    this.#clock = clock
  }

  static async start(name: string, clock: Clock): Promise<TestIdentityProvider> {
    const provider = new TestIdentityProvider(name, clock)
    await provider.listen()
    return provider
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/keys.json`
  }

  settings(other: Partial<IdentityProviderSettings> = {}): IdentityProviderSettings {
    const given = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['ES256', 'RS256'] as ['ES256', 'RS256'] }
    return { name: this.name, ...given, jwksUrl: this.url, organizationId: null, ...other }
  }

  giveKeys(response: ServerResponse, keys: readonly object[] = [publicJwk(this.key)]): void {
    response.writeHead(200, { 'content-type': 'application/jwk-set+json' }).end(JSON.stringify({ keys }))
  }

  /** The claims of a good token for this person; what is undefined is left out. */
  claims(person: object): Record<string, unknown> {
    const now = Math.floor(this.#clock.now().getTime() / 1000)
    return { iss: ISSUER, aud: AUDIENCE, sub: randomUUID(), iat: now, exp: now + 300, jti: randomUUID(), ...person }
  }

  /** A token as the provider gives it out, signed with its key. */
  token(person: object, header: object = {}): string {
    const { kid, privateKey } = this.key
    return signToken({ header: { alg: 'ES256', kid, ...header }, claims: this.claims(person) }, privateKey)
  }

  async listen(port = 0): Promise<void> {
    this.#server.listen(port, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }
}
