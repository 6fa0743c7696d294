import type { AnswerError } from '../../support/gateway.ts'

/** What the words in the cells mean; a refusal that is not listed stands there as its code, in words. */
export const legend: Readonly<Record<string, string>> = {
  yes: 'done, or shown',
  nothing: 'answered like what does not exist: null, or a list that holds nothing of that place',
  'not found': 'refused like an id that does not exist',
  forbidden: 'the right is missing, and the error names it',
  'sign in': 'there is nobody who could have a right: no credential, or one that is not good (any more)',
}

interface Told {
  data?: Record<string, unknown> | null | undefined
  errors?: readonly Pick<AnswerError, 'extensions'>[] | undefined
}

const WORDS: Readonly<Record<string, string>> = { UNAUTHENTICATED: 'sign in' }

export interface Sought {
  /** Of the things of the place that is asked about. */
  ids: readonly string[]
  /** Whether an answer that names no thing of any place counts, too. */
  isOwn: boolean
}

export function outcomeOf({ data, errors = [] }: Told, sought: Sought): string {
  const [error] = errors
  if (error) return wordOf(error.extensions.code)
  const [value] = Object.values(data ?? {})
  const refusal = (value as { code?: unknown } | null | undefined)?.code
  if (typeof refusal === 'string') return wordOf(refusal)
  return isDone(value) || shows(value, sought) ? 'yes' : 'nothing'
}

function wordOf(code: string): string {
  return WORDS[code] ?? code.toLowerCase().replaceAll('_', ' ')
}

const PUBLIC_ID = /"([a-z]+)_[0-9a-z]{26}"/g
/** Of what belongs to no place: everybody has the same. */
const SHARED = new Set(['role'])

function isDone(value: unknown): boolean {
  return /Payload$/.test(String((value as { __typename?: unknown } | null | undefined)?.__typename))
}

/** Whether something of the place is in there. */
function shows(value: unknown, { ids, isOwn }: Sought): boolean {
  if (value == null) return false
  const text = JSON.stringify(value)
  const named = [...text.matchAll(PUBLIC_ID)].filter(([, prefix = '']) => !SHARED.has(prefix))
  if (named.length > 0) return ids.some((id) => text.includes(`"${id}"`))
  if (!isOwn) return false
  const entries: unknown = Array.isArray(value) ? value : (value as { nodes?: unknown[] }).nodes
  return !Array.isArray(entries) || entries.some((entry) => entry !== null)
}
