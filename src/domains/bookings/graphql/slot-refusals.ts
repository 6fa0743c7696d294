import { InvalidTransitionError, NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { OfferChangedError, SlotUnavailableError } from '../model/availability/refusals.ts'
import { QuoteChangedError } from '../model/pricing/quote.ts'
import { SlotTakenError } from '../model/refusals.ts'

/** How everything is refused that takes time of resources. */
const slotRefusals = [NotFoundError, ValidationError, SlotTakenError, SlotUnavailableError]

/** How a new booking, or a hold, is refused. */
export const newBookingRefusals = [...slotRefusals, OfferChangedError, QuoteChangedError]

/** How it is refused that a booking takes other time, or that of somebody else. */
export const slotChangeRefusals = [...slotRefusals, VersionConflictError, InvalidTransitionError]
