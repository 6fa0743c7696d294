import { GraphiQL, HISTORY_PLUGIN } from 'graphiql'
import { type ReactNode, useMemo, useSyncExternalStore } from 'react'
import type { GraphiqlConfig } from '../../src/server/graphiql-config.ts'
import type { Credentials } from './credentials.ts'
import { createFetcher } from './fetcher.ts'
import { createPathStorage } from './path-storage.ts'
import { toTab } from './sample-tab.ts'
import { createSamplesPlugin } from './samples-plugin.tsx'
import { SignInBar } from './sign-in-bar.tsx'
import type { Post } from './transport.ts'

export interface AppProps {
  /** Path of the page and of its endpoint. */
  readonly path: string
  readonly post: Post
  readonly credentials: Credentials
  /** By which strangers tell who they are. */
  readonly form: ReactNode
  readonly config: GraphiqlConfig
}

export function App({ path, post, credentials, form, config }: AppProps) {
  const view = useSyncExternalStore(credentials.subscribe, credentials.view)
  const { name } = view
  // A new fetcher makes GraphiQL load the schema again, which the gateway may refuse to strangers: hence one for each user.
  const fetcher = useMemo(
    () => createFetcher({ post, credentials, socketUrl: socketUrlOf(path) }),
    [post, credentials, path, name],
  )
  const storage = useMemo(() => createPathStorage(window.localStorage, path), [path])
  const plugins = useMemo(() => [createSamplesPlugin(config.samples), HISTORY_PLUGIN], [config])
  const defaultTabs = useMemo(() => config.samples.map(toTab), [config])

  return (
    <>
      <SignInBar path={path} credentials={credentials} view={view} form={form} />
      <GraphiQL
        fetcher={fetcher}
        storage={storage}
        plugins={plugins}
        defaultTabs={defaultTabs}
        inputValueDeprecation
        schemaDescription
      >
        <GraphiQL.Logo>
          <span />
        </GraphiQL.Logo>
      </GraphiQL>
    </>
  )
}

function socketUrlOf(path: string): string {
  const url = new URL(path, window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}
