const TOKENS = 'accessToken refreshToken accessTokenExpiresAt user { fullName }'

export const SIGN_IN = /* GraphQL */ `
  mutation SignIn($input: SignInInput!) {
    result: signIn(input: $input) {
      __typename
      ... on SignInPayload { ${TOKENS} }
      ... on UserError { code message }
    }
  }
`

export const REFRESH_SESSION = /* GraphQL */ `
  mutation RefreshSession($input: RefreshSessionInput!) {
    result: refreshSession(input: $input) {
      __typename
      ... on RefreshSessionPayload { ${TOKENS} }
      ... on UserError { code message }
    }
  }
`

export const SIGN_OUT = /* GraphQL */ `
  mutation SignOut {
    result: signOut { __typename }
  }
`
