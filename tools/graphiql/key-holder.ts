import type { Credentials, CredentialsView } from './credentials.ts'
import type { Post } from './transport.ts'

/** Runs the operations with an API key, as the program of a partner would. */
export interface KeyHolder extends Credentials {
  /** Takes the key when the gateway knows it. */
  readonly show: (key: string) => Promise<void>
}

export interface KeyHolderOptions {
  readonly post: Post
  /** Where the key lives: the browser tab's own storage, gone with the tab. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  readonly storageKey: string
}

interface Held {
  readonly key: string
  readonly name: string
}

const WHOSE_KEY = /* GraphQL */ `
  query WhoseKey {
    viewer { apiKey { name } }
  }
`

export function createKeyHolder({ post, storage, storageKey }: KeyHolderOptions): KeyHolder {
  const listeners = new Set<() => void>()
  const stored = storage.getItem(storageKey)
  let held: Held | null = stored === null ? null : JSON.parse(stored)
  let view: CredentialsView = { name: held?.name ?? null, notice: null }

  function change(next: Held | null, notice: string | null = null): void {
    held = next
    if (next === null) storage.removeItem(storageKey)
    else storage.setItem(storageKey, JSON.stringify(next))
    view = { name: next?.name ?? null, notice }
    for (const listener of listeners) listener()
  }

  async function show(key: string): Promise<void> {
    try {
      const { data, errors } = await post({ query: WHOSE_KEY }, { authorization: `Bearer ${key}` })
      const name = nameIn(data)
      if (name === null) change(null, errors?.[0]?.message ?? 'The gateway gave no reason')
      else change({ key, name })
    } catch (error) {
      change(null, error instanceof Error ? error.message : String(error))
    }
  }

  return {
    view: () => view,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    show,
    signOut: async () => change(null),
    accessToken: async () => held?.key,
    // A key is not renewed: one that is refused has ended.
    renew: async () => false,
  }
}

function nameIn(data: Readonly<Record<string, unknown>> | null | undefined): string | null {
  const { viewer } = (data ?? {}) as { viewer?: { apiKey?: { name?: unknown } } | null }
  const name = viewer?.apiKey?.name
  return typeof name === 'string' ? name : null
}
