import { Refusal } from '#kernel/errors.ts'

/** The person is a resource of the station already. */
export class PersonTakenError extends Refusal {
  readonly code = 'PERSON_TAKEN'

  constructor() {
    super('This person can be booked at the station already.', ['userId'])
  }
}
