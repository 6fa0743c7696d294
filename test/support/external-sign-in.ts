import type { TestApi } from './gateway.ts'
import type { TestIdentityProvider } from './identity-provider.ts'

export interface ExternalAnswer {
  __typename: string
  accessToken: string
  refreshToken: string
  user: { email: string }
  code: string
  message: string
  path: string[] | null
  retryAfter: number
}

const SIGN_IN = `mutation ($input: SignInWithIdentityProviderInput!) { result: signInWithIdentityProvider(input: $input) {
  __typename
  ... on SignInWithIdentityProviderPayload { accessToken refreshToken user { email } }
  ... on UserError { code message path }
  ... on IdentityProviderUnavailableError { retryAfter }
} }`

/** As the app of the provider does it. */
export function sendIdToken(api: TestApi, provider: string, idToken: string, nonce?: string) {
  return api.send<{ result: ExternalAnswer }>(SIGN_IN, { input: { provider, idToken, nonce } })
}

/** The same, through a proxy that says where it came from. */
export async function sendIdTokenFrom(ip: string, api: TestApi, provider: string, idToken: string) {
  const { body } = await api.request<{ result: ExternalAnswer }>({
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': ip },
    body: JSON.stringify({ query: SIGN_IN, variables: { input: { provider, idToken } } }),
  })
  return body.data?.result
}

/** The same, for what must not be a top-level error. */
export async function tryIdToken(
  api: TestApi,
  { name }: Pick<TestIdentityProvider, 'name'>,
  idToken: string,
  nonce?: string,
): Promise<ExternalAnswer> {
  const { body } = await sendIdToken(api, name, idToken, nonce)
  if (!body.data) throw new Error(`the sign-in failed: ${JSON.stringify(body)}`)
  return body.data.result
}

/** The one answer to every token that opens no account. */
export const NOT_VALID = {
  __typename: 'IdentityTokenNotValidError',
  code: 'IDENTITY_TOKEN_NOT_VALID',
  message: 'This sign-in at the identity provider does not open an account: sign in there once more.',
  path: null,
}
