/** Where access tokens come from: the app's session, or an API key. */
export interface TokenSource {
  /** The token for a request that starts now; null to ask as nobody. */
  current(): string | null | Promise<string | null>
  /**
   * A new one for one that the gateway does not accept any more; null when nobody is signed in any more. Rejects when
   * that cannot be found out for now.
   */
  renew?(spent: string): Promise<string | null>
}

/** A token that stays the same: an API key. */
export function fixedToken(token: string): TokenSource {
  return { current: () => token }
}

/** Asks the source for a new token once, however many requests were refused with the old one. */
export class Tokens {
  readonly #source: TokenSource | null
  readonly #renewals = new Map<string, Promise<string | null>>()

  constructor(source: TokenSource | null) {
    this.#source = source
  }

  async current(): Promise<string | null> {
    return (await this.#source?.current()) ?? null
  }

  /** The token to use instead; null when there is none. */
  async replace(spent: string | null): Promise<string | null> {
    const current = await this.current()
    if (current !== spent) return current
    if (spent === null || !this.#source?.renew) return null
    const renewal = this.#renewals.get(spent) ?? this.#renew(spent, this.#source.renew.bind(this.#source))
    return renewal
  }

  #renew(spent: string, renew: (spent: string) => Promise<string | null>): Promise<string | null> {
    const renewal = renew(spent).finally(() => this.#renewals.delete(spent))
    this.#renewals.set(spent, renewal)
    return renewal
  }
}
