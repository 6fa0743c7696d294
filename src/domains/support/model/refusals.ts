import { Refusal } from '#kernel/errors.ts'

/** Escalations belong to members of their station, and the viewer is none. */
export class NotAMemberError extends Refusal {
  readonly code = 'NOT_A_MEMBER'

  constructor() {
    super('Nobody has this escalation, and only a member of its station can take it: assign it to one first.')
  }
}
