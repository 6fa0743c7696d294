import { Refusal } from '#kernel/errors.ts'

/** Two offers with one code could not be told apart. */
export class OfferCodeTakenError extends Refusal {
  readonly code = 'OFFER_CODE_TAKEN'

  constructor() {
    super('Another offer of the station has this code.', ['code'])
  }
}
