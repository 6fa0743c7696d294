import { GatewayClient } from '../client.ts'
import type { TokenSource } from '../tokens.ts'
import { RefreshSessionDocument, SignInDocument } from './generated/graphql.ts'

interface TokenPair {
  accessToken: string
  refreshToken: string
}

/** Whoever has signed in. Give it to the client and to the subscriptions: they ask it for tokens when they need them. */
export class Session implements TokenSource {
  /** Asks as nobody: signing in takes no token. */
  readonly #client: GatewayClient
  #tokens: TokenPair | null = null

  constructor(url: string) {
    this.#client = new GatewayClient({ url })
  }

  async signIn(email: string, password: string): Promise<void> {
    const { signIn } = await this.#client.run(SignInDocument, { input: { email, password } })
    if (signIn.__typename !== 'SignInPayload') throw new Error(signIn.message)
    this.#tokens = signIn
  }

  current(): string | null {
    return this.#tokens?.accessToken ?? null
  }

  async renew(): Promise<string | null> {
    if (!this.#tokens) return null
    const { refreshToken } = this.#tokens
    const { refreshSession } = await this.#client.run(RefreshSessionDocument, { input: { refreshToken } })
    this.#tokens = refreshSession.__typename === 'RefreshSessionPayload' ? refreshSession : null
    return this.current()
  }
}
