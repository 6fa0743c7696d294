import { GraphiQL, HISTORY_PLUGIN } from 'graphiql'
import { useMemo, useSyncExternalStore } from 'react'
import type { GraphiqlConfig } from '../../src/server/graphiql-config.ts'
import { createFetcher } from './fetcher.ts'
import { createPathStorage } from './path-storage.ts'
import { toTab } from './sample-tab.ts'
import { createSamplesPlugin } from './samples-plugin.tsx'
import type { Session } from './session.ts'
import { SignInBar } from './sign-in-bar.tsx'
import type { Post } from './transport.ts'

export interface AppProps {
  /** Path of the page and of its endpoint. */
  readonly path: string
  readonly post: Post
  readonly session: Session
  readonly config: GraphiqlConfig
}

export function App({ path, post, session, config }: AppProps) {
  const view = useSyncExternalStore(session.subscribe, session.view)
  const { fullName } = view
  // A new fetcher makes GraphiQL load the schema again, which the gateway may refuse to strangers: hence one for each user.
  const fetcher = useMemo(
    () => createFetcher({ post, session, socketUrl: socketUrlOf(path) }),
    [post, session, path, fullName],
  )
  const storage = useMemo(() => createPathStorage(window.localStorage, path), [path])
  const plugins = useMemo(() => [createSamplesPlugin(config.samples), HISTORY_PLUGIN], [config])
  const defaultTabs = useMemo(() => config.samples.map(toTab), [config])

  return (
    <>
      <SignInBar path={path} session={session} view={view} signIns={config.signIns ?? []} />
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
