import type { Answer, TestGateway } from './gateway.ts'

export interface TokenAnswer {
  __typename: string
  accessToken: string
  accessTokenExpiresAt: string
  refreshToken: string
  refreshTokenExpiresAt: string
  user: { fullName: string }
  code: string
  message: string
  path: string[] | null
  issues: { path: string[]; message: string }[]
}

const FIELDS = `{
  __typename
  ... on SignInPayload { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user { fullName } }
  ... on RefreshSessionPayload { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user { fullName } }
  ... on UserError { code message path }
`

/** Signs in as a client would; answers whatever the gateway does. */
export async function trySignIn(gateway: TestGateway, email: string, password: string): Promise<TokenAnswer> {
  const { result } = await gateway.query<{ result: TokenAnswer }>(
    `mutation ($input: SignInInput!) { result: signIn(input: $input) ${FIELDS.replace(/.*RefreshSessionPayload.*\n/, '')}
      ... on ValidationError { issues { path message } } } }`,
    { input: { email, password } },
  )
  return result
}

export async function refresh(gateway: TestGateway, refreshToken: string): Promise<TokenAnswer> {
  const { result } = await gateway.query<{ result: TokenAnswer }>(
    `mutation ($input: RefreshSessionInput!) { result: refreshSession(input: $input) ${FIELDS.replace(/.*SignInPayload.*\n/, '')} } }`,
    { input: { refreshToken } },
  )
  return result
}

/** Asks who one is: with the status of the answer, which is 401 for a token that is not good any more. */
export function askViewer(gateway: TestGateway, token: string): Promise<Answer> {
  return gateway.send('{ viewer { permissions } }', {}, token)
}
