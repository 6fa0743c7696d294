import { Refusal } from '#kernel/errors.ts'
import type { Reason } from './judgement.ts'
import type { OfferContent } from './offer.ts'
import type { Search } from './slots.ts'

/** A window that was wanted: from here others are looked for. */
export interface WantedWindow extends Pick<Search, 'demand' | 'task'> {
  stationId: string
  startsAt: Date
  endsAt: Date
  /** The booking that was to be moved. */
  exceptBookingId: string | null
  /** What an offer of another time says besides it; null where there is nothing new to book. */
  terms: Pick<OfferContent, 'kind' | 'guests'> | null
}

/** Nothing is booked then, but the station or its resources cannot be had all the same. */
export class SlotUnavailableError extends Refusal {
  readonly code = 'SLOT_UNAVAILABLE'
  readonly reasons: readonly Reason[]
  readonly wanted: WantedWindow

  constructor(reasons: readonly Reason[], wanted: WantedWindow) {
    super(`The time cannot be had: ${[...new Set(reasons.map(({ code }) => code))].join(', ')}.`, ['startsAt'])
    this.reasons = reasons
    this.wanted = wanted
  }
}

/** Why an offer does not stand. */
export const offerChanges = ['FORGED', 'OTHER_STATION', 'EXPIRED', 'POLICY', 'TERMS'] as const
export type OfferChange = (typeof offerChanges)[number]

const said: Record<OfferChange, string> = {
  FORGED: 'This is no offer of ours.',
  OTHER_STATION: 'The offer is of another station.',
  EXPIRED: 'The offer has expired.',
  POLICY: 'The policy of the station has changed since the offer.',
  TERMS: 'This is not what was offered.',
}

/** The offer does not stand, or not for this. */
export class OfferChangedError extends Refusal {
  readonly code = 'OFFER_CHANGED'
  readonly change: OfferChange
  /** What was offered; null for what is no offer. */
  readonly offer: OfferContent | null
  /** TERMS: the fields in which what is asked for is something else. */
  readonly fields: readonly string[]

  constructor(change: OfferChange, offer: OfferContent | null, fields: readonly string[] = []) {
    super(fields.length > 0 ? `${said[change]} Different: ${fields.join(', ')}.` : said[change], ['offerToken'])
    this.change = change
    this.offer = offer
    this.fields = fields
  }
}
