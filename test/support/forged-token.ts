import { createPrivateKey, sign } from 'node:crypto'

/** The two readable parts of a token, as a test wants them. */
export interface TokenParts {
  header: Record<string, unknown>
  claims: Record<string, unknown>
}

export function readToken(token: string): TokenParts {
  const [header = '', claims = ''] = token.split('.')
  return { header: decode(header), claims: decode(claims) }
}

/** A token with these parts, signed as the gateway does it (ES256) with this key in PEM. */
export function signToken({ header, claims }: TokenParts, privateKey: string): string {
  const content = unsignedToken({ header, claims })
  const key = { key: createPrivateKey(privateKey), dsaEncoding: 'ieee-p1363' as const }
  return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`
}

export function unsignedToken({ header, claims }: TokenParts): string {
  return `${encode(header)}.${encode(claims)}`
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
}
