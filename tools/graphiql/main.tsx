import 'graphiql/setup-workers/vite'
import '@graphiql/react/style.css'
import '@graphiql/plugin-doc-explorer/style.css'
import '@graphiql/plugin-history/style.css'
import 'graphiql/graphiql.css'
import './page.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { readPageConfig } from './page-config.ts'
import { createSession } from './session.ts'
import { createPost } from './transport.ts'

const path = window.location.pathname
const post = createPost(path)
const session = createSession({
  post,
  storage: window.sessionStorage,
  storageKey: `teppan-session:${path}`,
  now: () => Date.now(),
})

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no element with the id root')
createRoot(root).render(<App path={path} post={post} session={session} config={readPageConfig()} />)
