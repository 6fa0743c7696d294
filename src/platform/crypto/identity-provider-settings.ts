import { z } from 'zod'
import { decodeTypeId } from '#kernel/type-id.ts'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Keys that anybody could put in their place would be no keys: they come over TLS, or from this very machine. */
function isTrustworthy(text: string): boolean {
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname))
}

function readOrganizationId(text: string, context: z.RefinementCtx): string {
  const id = decodeTypeId('org', text)
  if (id !== null) return id
  context.addIssue({ code: 'custom', message: 'must be the id of an organization, as the API writes it' })
  return z.NEVER
}

const provider = z.strictObject({
  /** By which sign-ins and linked accounts name it: never to be changed. */
  name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and hyphens, at most 32'),
  /** As `iss` in its tokens. */
  issuer: z.string().min(1).max(500),
  /** As `aud` in its tokens: our client id there. */
  audience: z.string().min(1).max(500),
  /** Where its public keys are. */
  jwksUrl: z
    .url({ protocol: /^https?$/ })
    .refine(isTrustworthy, 'must begin with https:// (http:// only on this machine)'),
  /** With which its tokens may be signed; all of them need a private key. */
  algorithms: z
    .array(
      z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']),
    )
    .min(1)
    .default(['RS256', 'ES256']),
  /** The only organization whose staff it signs in; null when it is trusted with the accounts of all. */
  organizationId: z.string().transform(readOrganizationId).nullable().default(null),
})

export type IdentityProviderSettings = z.infer<typeof provider>

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a list in JSON' })
    return z.NEVER
  }
}

/** A list in JSON. */
export const identityProviderList = z
  .string()
  .default('[]')
  .transform(parseJson)
  .pipe(
    z
      .array(provider)
      .max(20)
      .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'must each have a name of its own'),
  )
