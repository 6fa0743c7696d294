import { Refusal } from '#kernel/errors.ts'

/** Another station of the business has the code. */
export class StationCodeTakenError extends Refusal {
  readonly code = 'STATION_CODE_TAKEN'

  constructor() {
    super('Another station of the business has this code.', ['code'])
  }
}

/** Prices of bookings stand in the station's currency. */
export class CurrencyFixedError extends Refusal {
  readonly code = 'CURRENCY_FIXED'

  constructor() {
    super('The currency of a station stays as it is once there are bookings.', ['currency'])
  }
}

/** Another business has the short name. */
export class SlugTakenError extends Refusal {
  readonly code = 'SLUG_TAKEN'

  constructor() {
    super('Another business has this short name.', ['slug'])
  }
}
