import { Refusal } from '#kernel/errors.ts'

type Path = readonly string[] | null

/** The role, or the person, ranks above whoever asks. */
export class RankTooLowError extends Refusal {
  readonly code = 'RANK_TOO_LOW'

  constructor(what: 'role' | 'person', path: Path) {
    super(what === 'role' ? 'The role is above your own rank there.' : 'This person is above your own rank.', path)
  }
}

/** Nobody does this to himself. */
export class OwnAccountError extends Refusal {
  readonly code = 'OWN_ACCOUNT'

  constructor() {
    super('Nobody does this to the own account: ask somebody else.', ['userId'])
  }
}

export class RoleAlreadyHeldError extends Refusal {
  readonly code = 'ROLE_ALREADY_HELD'

  constructor() {
    super('This person has the role there already.', ['role'])
  }
}

export class RoleNotHeldError extends Refusal {
  readonly code = 'ROLE_NOT_HELD'

  constructor() {
    super('This person does not have the role there.', ['role'])
  }
}

/** Somebody has to be able to run the business. */
export class LastOwnerError extends Refusal {
  readonly code = 'LAST_OWNER'

  constructor(path: Path = ['userId']) {
    super('A business keeps at least one active owner: give the role to somebody else first.', path)
  }
}

/** The address has an account already, here or elsewhere: which of the two is not told. */
export class EmailTakenError extends Refusal {
  readonly code = 'EMAIL_TAKEN'

  constructor() {
    super('There is an account with this e-mail address already.', ['email'])
  }
}

/** It was accepted, taken back or replaced by a newer one before. */
export class InvitationClosedError extends Refusal {
  readonly code = 'INVITATION_CLOSED'

  constructor() {
    super('The invitation is over: it was accepted, taken back or replaced.', ['invitationId'])
  }
}

/** The token is unknown, used, replaced, taken back or too old: which of these is not told. */
export class InvitationNotValidError extends Refusal {
  readonly code = 'INVITATION_NOT_VALID'

  constructor() {
    super('The invitation is not valid (any more): ask for a new one.', ['token'])
  }
}
