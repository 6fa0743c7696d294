import { type FormEvent, type ReactNode, useState } from 'react'
import type { DemoSignIn } from '../../src/server/graphiql-config.ts'
import type { Credentials, CredentialsView } from './credentials.ts'
import icon from './icon.svg'
import type { Session } from './session.ts'

export interface SignInBarProps {
  /** Which of the gateway's endpoints the operations go to. */
  readonly path: string
  readonly credentials: Credentials
  readonly view: CredentialsView
  /** For strangers. */
  readonly form: ReactNode
}

/** Who the operations run as: a form for strangers, a name and a way out for whoever is known. */
export function SignInBar({ path, credentials, view, form }: SignInBarProps) {
  return (
    <header className="bar graphiql-container">
      <div className="bar-brand">
        <img src={icon} alt="" width="28" height="28" />
        <strong>Teppan</strong>
        <code>{path}</code>
      </div>
      {view.name === null ? (
        form
      ) : (
        <div className="bar-user">
          <span>
            Signed in as <strong>{view.name}</strong>
          </span>
          <button type="button" onClick={() => credentials.signOut()}>
            Sign out
          </button>
        </div>
      )}
      <output className="bar-notice">{view.notice}</output>
    </header>
  )
}

export interface SignInFormProps {
  readonly session: Session
  readonly signIns: readonly DemoSignIn[]
}

export function SignInForm({ session, signIns }: SignInFormProps) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [waiting, setWaiting] = useState(false)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setWaiting(true)
    await session.signIn(email, password)
    setWaiting(false)
  }

  function fillIn(choice: string) {
    const account = signIns[Number(choice)]
    if (choice === '' || account === undefined) return
    setEmail(account.email)
    setPassword(account.password)
  }

  return (
    <form className="bar-form" aria-label="Sign in" onSubmit={submit}>
      {signIns.length > 0 && (
        <select aria-label="Demo account" defaultValue="" onChange={(event) => fillIn(event.target.value)}>
          <option value="">Demo account…</option>
          {signIns.map((account, index) => (
            <option key={account.email} value={index}>
              {account.label}
            </option>
          ))}
        </select>
      )}
      <input
        type="email"
        aria-label="E-mail"
        placeholder="E-mail"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <input
        type="password"
        aria-label="Password"
        placeholder="Password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <button type="submit" disabled={waiting}>
        Sign in
      </button>
    </form>
  )
}
