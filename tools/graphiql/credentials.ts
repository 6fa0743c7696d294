/** What the bar at the top shows. */
export interface CredentialsView {
  /** Of the signed-in user, or of the API key; null for nobody. */
  readonly name: string | null
  /** Why the last attempt failed, or why the session ended; null when there is nothing to tell. */
  readonly notice: string | null
}

/** As whom the operations run: a session, or the program of a partner by its key. */
export interface Credentials {
  readonly view: () => CredentialsView
  readonly subscribe: (listener: () => void) => () => void
  /** Forgets the tokens in any case, and tells the gateway so that it ends a session, too. */
  readonly signOut: () => Promise<void>
  /** A token for a request that starts now, renewed first when it is about to expire; undefined when signed out. */
  readonly accessToken: () => Promise<string | undefined>
  /** Gets a new token when that can be done. False when nobody is signed in any more. */
  readonly renew: () => Promise<boolean>
}
