import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Audience } from '#kernel/audience.ts'
import { UnauthenticatedError } from '#kernel/errors.ts'
import { isRequestId } from '#kernel/request-id.ts'
import { anonymous, type Viewer } from '#kernel/viewer.ts'

/**
 * Finds out who a token stands for in this audience; null when it stands for nobody (any more). Throws for who has shown
 * too many of that kind from this address.
 */
export interface Authenticator {
  authenticate(token: string, audience: Audience, ip: string | null): Promise<AuthenticatedViewer | null>
}

export interface AuthenticatedViewer {
  viewer: Viewer
  /** When the token ends; null for one that ends only when somebody ends it. */
  expiresAt: Date | null
  /** Of what the viewer may do: sockets that were opened with another one are closed. */
  authVersion: number
}

const MAX_HEADER_LENGTH = 8_192

/** What people are told of tokens that are not good (any more), and why sockets are closed. */
interface Explanations {
  invalid: string
  ended: string
  expired: string
}
const OF_SESSIONS: Explanations = {
  invalid: 'The access token is not valid (any more): sign in or refresh the session.',
  ended: 'The session has ended',
  expired: 'The access token has expired',
}
const OF_KEYS: Explanations = {
  invalid: 'The API key is not valid (any more).',
  ended: 'The API key has ended',
  expired: 'The API key has expired',
}
export const explanations: Readonly<Record<Audience, Explanations>> = {
  admin: OF_SESSIONS,
  chef: OF_SESSIONS,
  public: OF_KEYS,
}

/** People are known in the apps by their sessions, the programs of partners on the public API by their keys. */
export function authenticateByAudience(
  sessions: { authenticate(token: string, audience: Audience): Promise<AuthenticatedViewer | null> },
  apiKeys: { authenticate(token: string, ip: string | null): Promise<AuthenticatedViewer | null> },
): Authenticator {
  return {
    authenticate: (token, audience, ip) =>
      audience === 'public' ? apiKeys.authenticate(token, ip) : sessions.authenticate(token, audience),
  }
}

/** The token of an Authorization header; null without one. Anything but a bearer token is refused. */
export function bearerToken(authorization: string | undefined, audience: Audience): string | null {
  if (authorization === undefined || authorization === '') return null
  const [scheme, token, ...rest] = authorization.length > MAX_HEADER_LENGTH ? [] : authorization.split(' ')
  if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) {
    throw new UnauthenticatedError(explanations[audience].invalid)
  }
  return token
}

export async function authenticate(
  authenticator: Authenticator,
  { headers, audience, ip }: { headers: IncomingHttpHeaders; audience: Audience; ip: string | null },
): Promise<Viewer> {
  const token = bearerToken(headers.authorization, audience)
  return token === null ? anonymous : (await requireAuthenticated(authenticator, { token, audience, ip })).viewer
}

/** Who the token stands for; all that is wrong with a token is answered alike. */
export async function requireAuthenticated(
  authenticator: Authenticator,
  { token, audience, ip }: { token: string; audience: Audience; ip: string | null },
): Promise<AuthenticatedViewer> {
  const authenticated = await authenticator.authenticate(token, audience, ip)
  if (!authenticated) throw new UnauthenticatedError(explanations[audience].invalid)
  return authenticated
}

/** The caller's own request id when it is fit to be repeated, else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && isRequestId(given) ? given : randomUUID()
}
