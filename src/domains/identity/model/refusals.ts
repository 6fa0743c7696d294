import { Refusal } from '#kernel/errors.ts'

/** E-mail and password do not belong together, or the account may not sign in; which of the two is not told. */
export class InvalidCredentialsError extends Refusal {
  readonly code = 'INVALID_CREDENTIALS'

  constructor() {
    super('This e-mail address and password do not open an account.')
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
