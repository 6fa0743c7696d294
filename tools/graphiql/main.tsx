import 'graphiql/setup-workers/vite'
import '@graphiql/react/style.css'
import '@graphiql/plugin-doc-explorer/style.css'
import '@graphiql/plugin-history/style.css'
import 'graphiql/graphiql.css'
import './page.css'
import { createRoot } from 'react-dom/client'
import type { DemoApiKey, GraphiqlConfig } from '../../src/server/graphiql-config.ts'
import { App } from './app.tsx'
import { KeyForm } from './key-form.tsx'
import { createKeyHolder } from './key-holder.ts'
import { readPageConfig } from './page-config.ts'
import { createSession } from './session.ts'
import { SignInForm } from './sign-in-bar.tsx'
import { createPost } from './transport.ts'

const path = window.location.pathname
const post = createPost(path)
const config = readPageConfig()
const storage = window.sessionStorage

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no element with the id root')
createRoot(root).render(config.apiKeys === undefined ? appOfUsers(config.signIns) : appOfPartners(config.apiKeys))

function appOfUsers(signIns: GraphiqlConfig['signIns'] = []) {
  const session = createSession({ post, storage, storageKey: `teppan-session:${path}`, now: () => Date.now() })
  const form = <SignInForm session={session} signIns={signIns} />
  return <App path={path} post={post} credentials={session} form={form} config={config} />
}

function appOfPartners(apiKeys: readonly DemoApiKey[]) {
  const holder = createKeyHolder({ post, storage, storageKey: `teppan-key:${path}` })
  const form = <KeyForm holder={holder} apiKeys={apiKeys} />
  return <App path={path} post={post} credentials={holder} form={form} config={config} />
}
