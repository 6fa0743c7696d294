import { isRecord } from './is-record.ts'

/** Under these a client may say what it is: Apollo's own, and the plain one. In headers, or a socket's parameters. */
export const CLIENT_NAMES = ['apollographql-client-name', 'graphql-client-name'] as const
const FIT = /^[\w .:/@()+-]{1,64}$/

/** What the client calls itself; null when it says nothing that is fit to be repeated. */
export function clientNameOf(said: unknown): string | null {
  if (!isRecord(said)) return null
  const name = CLIENT_NAMES.map((key) => said[key]).find((value) => typeof value === 'string' && FIT.test(value))
  return (name as string | undefined) ?? null
}
