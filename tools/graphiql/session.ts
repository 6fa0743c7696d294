import type { Credentials, CredentialsView } from './credentials.ts'
import { REFRESH_SESSION, SIGN_IN, SIGN_OUT } from './session-operations.ts'
import type { Post } from './transport.ts'

interface SignedIn {
  readonly accessToken: string
  readonly refreshToken: string
  readonly accessTokenExpiresAt: string
  readonly user: { readonly fullName: string }
}

/** A user who signs in, whose tokens are renewed for as long as the session goes on. */
export interface Session extends Credentials {
  readonly signIn: (email: string, password: string) => Promise<void>
}

export interface SessionOptions {
  readonly post: Post
  /** Where the tokens live: the browser tab's own storage, gone with the tab. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  readonly storageKey: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** A request may take this long, and the clocks of browser and gateway may differ by this much. */
const RENEW_BEFORE_EXPIRY_MS = 30_000

class Refused extends Error {}

export function createSession({ post, storage, storageKey, now }: SessionOptions): Session {
  const listeners = new Set<() => void>()
  const stored = storage.getItem(storageKey)
  let tokens: SignedIn | null = stored === null ? null : JSON.parse(stored)
  let view: CredentialsView = { name: tokens?.user.fullName ?? null, notice: null }
  let renewal: Promise<boolean> | undefined

  function change(next: SignedIn | null, notice: string | null = null): void {
    tokens = next
    if (next === null) storage.removeItem(storageKey)
    else storage.setItem(storageKey, JSON.stringify(next))
    view = { name: next?.user.fullName ?? null, notice }
    for (const listener of listeners) listener()
  }

  async function requestTokens(query: string, input: unknown): Promise<SignedIn> {
    const { data, errors } = await post({ query, variables: { input } })
    const result = data?.result
    if (isSignedIn(result)) return result
    throw new Refused(messageOf(result) ?? errors?.[0]?.message ?? 'The gateway gave no reason')
  }

  async function signIn(email: string, password: string): Promise<void> {
    try {
      change(await requestTokens(SIGN_IN, { email, password }))
    } catch (error) {
      change(null, describe(error))
    }
  }

  async function signOut(): Promise<void> {
    const token = tokens?.accessToken
    change(null)
    if (token === undefined) return
    try {
      const { errors } = await post({ query: SIGN_OUT }, { authorization: `Bearer ${token}` })
      if (errors?.[0]) change(null, `Signed out here, but the gateway said: ${errors[0].message}`)
    } catch (error) {
      change(null, `Signed out here, but the gateway was not reached: ${describe(error)}`)
    }
  }

  /** Only a refusal ends the session; a gateway that cannot be reached may be back for the next request. */
  async function tradeRefreshToken(spent: SignedIn): Promise<boolean> {
    try {
      const renewed = await requestTokens(REFRESH_SESSION, { refreshToken: spent.refreshToken })
      if (tokens === spent) change(renewed)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (tokens === spent) change(null, `The session ended: ${error.message}`)
    }
    return tokens !== null
  }

  async function renew(): Promise<boolean> {
    if (tokens === null) return false
    renewal ??= tradeRefreshToken(tokens).finally(() => {
      renewal = undefined
    })
    return renewal
  }

  async function accessToken(): Promise<string | undefined> {
    if (tokens !== null && Date.parse(tokens.accessTokenExpiresAt) - now() < RENEW_BEFORE_EXPIRY_MS) await renew()
    return tokens?.accessToken
  }

  return {
    view: () => view,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    signIn,
    signOut,
    accessToken,
    renew,
  }
}

function isSignedIn(result: unknown): result is SignedIn {
  return typeof result === 'object' && result !== null && 'accessToken' in result && 'refreshToken' in result
}

function messageOf(result: unknown): string | undefined {
  if (typeof result !== 'object' || result === null || !('message' in result)) return undefined
  return typeof result.message === 'string' ? result.message : undefined
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
