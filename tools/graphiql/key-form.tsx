import { type FormEvent, useState } from 'react'
import type { DemoApiKey } from '../../src/server/graphiql-config.ts'
import type { KeyHolder } from './key-holder.ts'

export interface KeyFormProps {
  readonly holder: KeyHolder
  readonly apiKeys: readonly DemoApiKey[]
}

/** Takes an API key, typed in or chosen from those of the demo data. */
export function KeyForm({ holder, apiKeys }: KeyFormProps) {
  const [key, setKey] = useState('')
  const [waiting, setWaiting] = useState(false)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setWaiting(true)
    await holder.show(key.trim())
    setWaiting(false)
  }

  return (
    <form className="bar-form" aria-label="API key" onSubmit={submit}>
      {apiKeys.length > 0 && (
        <select aria-label="Demo key" defaultValue="" onChange={(event) => setKey(event.target.value)}>
          <option value="">Demo key…</option>
          {apiKeys.map((demo) => (
            <option key={demo.key} value={demo.key}>
              {demo.label}
            </option>
          ))}
        </select>
      )}
      <input
        type="password"
        aria-label="API key"
        placeholder="tp_live_…"
        autoComplete="off"
        required
        value={key}
        onChange={(event) => setKey(event.target.value)}
      />
      <button type="submit" disabled={waiting}>
        Use key
      </button>
    </form>
  )
}
