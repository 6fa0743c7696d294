import { Refusal } from '#kernel/errors.ts'
import type { ApiKeyState } from './api-key-state.ts'

/** E-mail and password do not belong together, or the account may not sign in; which of the two is not told. */
export class InvalidCredentialsError extends Refusal {
  readonly code = 'INVALID_CREDENTIALS'

  constructor() {
    super('This e-mail address and password do not open an account.')
  }
}

/** The token of an identity provider is not good, was used before, or leads to no account that may sign in: which is not told. */
export class IdentityTokenNotValidError extends Refusal {
  readonly code = 'IDENTITY_TOKEN_NOT_VALID'

  constructor() {
    super('This sign-in at the identity provider does not open an account: sign in there once more.')
  }
}

/** The keys of the identity provider cannot be had: whether the token is good cannot be told. */
export class IdentityProviderUnavailableError extends Refusal {
  readonly code = 'IDENTITY_PROVIDER_UNAVAILABLE'
  /** Seconds. */
  readonly retryAfter: number

  constructor(retryAfter: number) {
    super('The identity provider cannot be reached right now: try again later, or sign in with your password.')
    this.retryAfter = retryAfter
  }
}

/** The refresh token is unknown, used up, or its session has ended. */
export class SessionEndedError extends Refusal {
  readonly code = 'SESSION_ENDED'

  constructor() {
    super('The session has ended: sign in again.', ['refreshToken'])
  }
}

/** What was given as the current password is not. */
export class WrongPasswordError extends Refusal {
  readonly code = 'WRONG_PASSWORD'

  constructor() {
    super('This is not your password.', ['currentPassword'])
  }
}

/** The link of the mail was used, is too old, or never was one. */
export class ResetTokenNotValidError extends Refusal {
  readonly code = 'RESET_TOKEN_NOT_VALID'

  constructor() {
    super('This link is not good (any more): ask for a new one.', ['token'])
  }
}

/** Only a key that is good, and that no other has replaced, can be changed or rotated. */
export class ApiKeyNotActiveError extends Refusal {
  readonly code = 'API_KEY_NOT_ACTIVE'
  readonly state: Exclude<ApiKeyState, 'ACTIVE'>

  constructor(state: Exclude<ApiKeyState, 'ACTIVE'>) {
    super(`This key is ${state.toLowerCase()}: only an active one can be changed or rotated.`, ['apiKeyId'])
    this.state = state
  }
}

/** The key that this one has replaced is still good: a third one would have to wait for its end. */
export class RotationUnderwayError extends Refusal {
  readonly code = 'ROTATION_UNDERWAY'
  /** When the replaced key ends by itself. */
  readonly endsAt: Date

  constructor(endsAt: Date) {
    super('The key that this one has replaced is still good: wait for its end, or revoke it first.', ['apiKeyId'])
    this.endsAt = endsAt
  }
}
